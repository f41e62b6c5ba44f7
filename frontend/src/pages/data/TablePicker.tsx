import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TableName } from '@/api/types';
import { TABLES } from '@/app/search';
import css from './TablePicker.module.css';

/** What the file holds: nine radio buttons that say what they mean. */
export function TablePicker({ value }: { readonly value: TableName }) {
  const { t } = useTranslation('data');
  const navigate = useNavigate();
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
              onChange={() =>
                void navigate({ to: '/data', search: (previous) => ({ ...previous, table }), replace: true, resetScroll: false })
              }
            />
            {t(`table.${table}.name`)}
          </label>
        ))}
      </div>
      <p className="muted">{t(`table.${value}.about`)}</p>
    </fieldset>
  );
}
