import { useTranslation } from 'react-i18next';
import type { Upload } from '@/api/types';
import { Badge } from '@/ui/Badges';
import { Choice } from '@/ui/Choice';
import css from './UploadPage.module.css';
import { confidenceWord, type Match } from './mapping';
import { useTargetName } from './useTargetName';

const TONES = { sure: 'good', likely: 'brand', guess: 'gold' } as const;

interface MatchRowProps {
  readonly match: Match;
  readonly columns: Upload['columns'];
  readonly onChoose: (column: string | null) => void;
}

/** One of our columns and the file's column that fills it. */
export function MatchRow({ match, columns, onChoose }: MatchRowProps) {
  const { t, i18n } = useTranslation('data');
  const name = useTargetName()(match.target);
  const samples = columns.find((column) => column.name === match.column)?.samples ?? [];
  const word = match.confidence === null ? null : confidenceWord(match.confidence);
  return (
    <tr>
      <th scope="row">
        {name} {match.required && <span className="muted small">({t('mapping.required')})</span>}
        {i18n.language === 'en' && <span className={`muted small ${css.about}`}>{match.description}</span>}
      </th>
      <td>
        <Choice
          className={css.choice}
          label={`${t('mapping.column')}: ${name}`}
          value={match.column ?? ''}
          onChange={(column) => onChoose(column || null)}
          options={[
            { value: '', label: t('mapping.none') },
            ...columns.map((column) => ({ value: column.name, label: column.name })),
          ]}
        />
      </td>
      <td className={css.samples}>{samples.slice(0, 3).join(' · ') || '\u00a0'}</td>
      <td>
        {word && <Badge tone={TONES[word]} text={t(`mapping.${word}`)} />}
        {!word && match.column && <Badge tone="plain" text={t('mapping.chosen')} />}
      </td>
    </tr>
  );
}
