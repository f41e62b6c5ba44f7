import { useTranslation } from 'react-i18next';
import type { UploadColumn } from '@/api/types';
import { Choice } from '@/ui/Choice';
import { Icon } from '@/ui/Icon';
import { useTargetName } from '../useTargetName';
import css from './Matching.module.css';
import { matchOf, obstaclesOf, type Change, type Draft } from './draft';

interface MissingProps {
  readonly draft: Draft;
  readonly columns: readonly UploadColumn[];
  readonly onChange: (change: Change) => void;
}

/** The columns we cannot do without and have not found, each with a list to choose from. */
export function Missing({ draft, columns, onChange }: MissingProps) {
  const { t, i18n } = useTranslation('data');
  const targetName = useTargetName();
  const { missing: targets } = obstaclesOf(draft);
  const missing = draft.matches.filter(({ target }) => targets.includes(target));
  if (missing.length === 0) return null;
  return (
    <div className={css.missing}>
      <h3>
        <Icon name="alert" size={18} /> {t('mapping.missingTitle')}
      </h3>
      <ul>
        {missing.map((match) => (
          <li key={match.target}>
            <span>
              <strong>{targetName(match.target)}</strong>
              {i18n.language === 'en' && <span className="muted small"> {match.description}</span>}
            </span>
            <Choice
              label={t('mapping.whichColumn', { target: targetName(match.target) })}
              value=""
              onChange={(column) => column && onChange({ type: 'match', column, target: match.target })}
              options={[
                { value: '', label: t('mapping.chooseColumn') },
                ...columns.map(({ name, samples }) => {
                  const taken = matchOf(draft, name);
                  const about = taken ? targetName(taken.target) : samples[0];
                  return { value: name, label: about ? `${name} (${about})` : name };
                }),
              ]}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
