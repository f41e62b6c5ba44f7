import { useTranslation } from 'react-i18next';
import type { ReportColumn } from '@/api/types';
import { toNumber } from '@/format/format';
import { useFormats } from '@/format/useFormats';
import { useTargetName } from '../useTargetName';
import css from './Quality.module.css';

const DATE = /^\d{4}-\d{2}-\d{2}/;

/** How full each matched column is, and from where to where it reaches. */
export function ColumnsReport({ columns }: { readonly columns: readonly ReportColumn[] }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const targetName = useTargetName();
  const show = (value: string | number | null) => {
    if (value === null) return '';
    if (typeof value === 'string' && DATE.test(value)) return formats.date(value.slice(0, 10));
    return toNumber(value) === null ? String(value) : formats.decimal(value, 2);
  };
  if (columns.length === 0) return null;
  return (
    <section aria-labelledby="columns-title">
      <h3 id="columns-title">{t('quality.columns')}</h3>
      <ul className={css.columns}>
        {columns.map(({ column, target, filled_pct: filled, invalid, min, max }) => (
          <li key={target}>
            <span className={css.columnName}>
              <strong>{targetName(target)}</strong> <span className="muted small">{column}</span>
            </span>
            <span className={css.fill} aria-hidden="true">
              <span style={{ width: `${filled ?? 0}%` }} />
            </span>
            <span className="small">{t('quality.filled', { share: formats.percent(filled, 1) })}</span>
            <span className="muted small">
              {[
                ...(min !== null && max !== null ? [t('quality.range', { min: show(min), max: show(max) })] : []),
                ...(invalid > 0 ? [t('quality.invalid', { rows: formats.count(invalid) })] : []),
              ].join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
