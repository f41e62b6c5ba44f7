import { useTranslation } from 'react-i18next';
import type { Upload, UploadColumn } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { Badge } from '@/ui/Badges';
import { Choice } from '@/ui/Choice';
import { useTargetName } from '../useTargetName';
import css from './Matching.module.css';
import { confidenceWord, matchOf, type Change, type Draft } from './draft';
import type { Cell } from './usePreview';

const TONES = { sure: 'good', likely: 'brand', guess: 'gold' } as const;

export interface ColumnsProps {
  readonly upload: Upload;
  readonly draft: Draft;
  readonly cells: (column: string) => readonly Cell[];
  readonly onChange: (change: Change) => void;
}

interface ColumnHeadProps {
  readonly column: UploadColumn;
  readonly isNew: boolean;
  readonly draft: Draft;
  readonly onChange: (change: Change) => void;
}

/** A column of the file: its name, what it is used as, and how sure that is. */
export function ColumnHead({ column, isNew, draft, onChange }: ColumnHeadProps) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const targetName = useTargetName();
  const match = matchOf(draft, column.name);
  const word = match && match.confidence !== null ? confidenceWord(match.confidence) : null;
  const about = [
    t(`mapping.kind.${column.kind}`),
    ...(column.filled_pct !== null && column.filled_pct < 99.5
      ? [t('mapping.filled', { share: formats.percent(column.filled_pct, 0) })]
      : []),
  ];
  return (
    <div className={css.head}>
      <span className={css.columnName}>{column.name}</span>
      <Choice
        className={css.picker}
        label={t('mapping.useAs', { column: column.name })}
        value={match?.target ?? ''}
        onChange={(target) => onChange({ type: 'match', column: column.name, target: target || null })}
        options={[
          { value: '', label: t('mapping.none') },
          ...draft.matches.map(({ target }) => ({ value: target, label: targetName(target) })),
        ]}
      />
      <span className={css.marks}>
        {word && <Badge tone={TONES[word]} text={t(`mapping.${word}`)} />}
        {match && !word && <Badge tone="plain" text={t('mapping.chosen')} />}
        {isNew && <Badge tone="gold" text={t('mapping.new')} />}
        <span className="muted small">{about.join(', ')}</span>
      </span>
    </div>
  );
}
