import { useId } from 'react';
import css from './Matching.module.css';

export interface CardOption {
  readonly value: string;
  readonly label: string;
  /** What the choice makes of the file's own values, as pairs of text and reading. */
  readonly shows: readonly (readonly [string, string | null])[];
}

interface OptionCardsProps {
  readonly name: string;
  readonly title: string;
  /** The title stands as a heading above already. */
  readonly hideTitle?: boolean;
  readonly options: readonly CardOption[];
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A question with closed answers; each says what it makes of the file's own values. */
export function OptionCards({ name, title, hideTitle = false, options, value, onChange }: OptionCardsProps) {
  const id = useId();
  return (
    <fieldset className={css.question}>
      <legend className={hideTitle ? 'visually-hidden' : undefined}>{title}</legend>
      <div className={css.answers}>
        {options.map((option) => (
          <label key={option.value} className={css.answer} data-checked={option.value === value}>
            <input
              type="radio"
              name={`${id}-${name}`}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>
              {option.label}
              {option.shows.map(([raw, reading], index) => (
                <span key={`${index}-${raw}`} className={css.shows} data-wrong={reading === null}>
                  {raw} <span aria-hidden="true">→</span> {reading ?? '–'}
                </span>
              ))}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
