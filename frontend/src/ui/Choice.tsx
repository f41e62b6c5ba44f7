import { Icon, type IconName } from './Icon';
import css from './Choice.module.css';

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
  readonly icon?: IconName;
  readonly className?: string;
}

/** One of several, by the device's own list: what thumbs and screen readers know best. */
export function Choice({ label, value, options, onChange, icon, className }: ChoiceProps) {
  return (
    <span className={`${css.choice} ${className ?? ''}`} data-icon={icon !== undefined}>
      {icon && <Icon name={icon} size={18} />}
      <select aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="chevron" size={16} />
    </span>
  );
}
