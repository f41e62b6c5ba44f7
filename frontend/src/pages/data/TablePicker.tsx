import { useTranslation } from 'react-i18next';
import type { TableName } from '@/api/types';
import { TABLES } from '@/app/search';
import { Badge } from '@/ui/Badges';
import css from './TablePicker.module.css';

interface TablePickerProps {
  readonly value: TableName | null;
  /** Whether the value is our guess, which asks for a look. */
  readonly guessed?: boolean;
  readonly onChange: (table: TableName) => void;
}

/** What the file holds: nine radio buttons that say what they mean. */
export function TablePicker({ value, guessed = false, onChange }: TablePickerProps) {
  const { t } = useTranslation('data');
  return (
    <fieldset className={css.picker}>
      <legend>{t('upload.table')}</legend>
      <div className={css.options}>
        {TABLES.map((table) => (
          <label key={table} className={css.option} data-checked={table === value}>
            <input
              type="radio"
              name="table"
              className={css.radio}
              checked={table === value}
              onChange={() => onChange(table)}
            />
            {t(`table.${table}.name`)}
          </label>
        ))}
      </div>
      <p className={`muted ${css.about}`}>
        {guessed && <Badge tone="gold" text={t('upload.guessed')} />} {value ? t(`table.${value}.about`) : t('upload.undecided')}
      </p>
    </fieldset>
  );
}
