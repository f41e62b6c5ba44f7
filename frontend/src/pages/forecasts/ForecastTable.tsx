import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ForecastRow } from '@/api/types';
import { SORTS, type Sort } from '@/app/search';
import { useFormats } from '@/format/useFormats';
import { DegradedBadge } from '@/ui/Badges';
import { Delta } from '@/ui/Delta';
import { Icon } from '@/ui/Icon';
import css from './ForecastTable.module.css';
import { firstDirection } from './rows';

interface ForecastTableProps {
  readonly rows: readonly ForecastRow[];
  readonly storeId: string;
}

/** The products as a table; on phones each row becomes a card. */
export function ForecastTable({ rows, storeId }: ForecastTableProps) {
  const { t } = useTranslation('forecasts');
  return (
    <div className={`card ${css.frame}`}>
      <table className={css.table} aria-label={t('list.label')}>
        <thead>
          <tr>
            {SORTS.map((column) => (
              <Heading key={column} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.sku_id} row={row} storeId={storeId} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Heading({ column }: { readonly column: Sort }) {
  const { t } = useTranslation('forecasts');
  const { sort, dir } = useSearch({ from: '/inside/forecasts' });
  const navigate = useNavigate();
  const now = sort === column ? (dir ?? firstDirection(column)) : undefined;
  const first = firstDirection(column);
  const next = now === undefined ? first : now === 'asc' ? 'desc' : 'asc';
  return (
    <th
      scope="col"
      data-numeric={first === 'desc'}
      aria-sort={now === 'asc' ? 'ascending' : now === 'desc' ? 'descending' : undefined}
    >
      <button
        type="button"
        className={css.sort}
        onClick={() =>
          void navigate({
            to: '/forecasts',
            search: (previous) => ({ ...previous, sort: column, dir: next === first ? undefined : next }),
            replace: true,
          })
        }
      >
        {t(`list.${column}`)}
        {now && <Icon name={now === 'asc' ? 'up' : 'down'} size={14} />}
      </button>
    </th>
  );
}

function Row({ row, storeId }: { readonly row: ForecastRow; readonly storeId: string }) {
  const { t } = useTranslation('forecasts');
  const formats = useFormats();
  const cell = (column: Sort) => ({ 'data-label': t(`list.${column}`), 'data-numeric': true });
  return (
    <tr>
      <th scope="row">
        <Link
          className={css.product}
          to="/forecasts/$storeId/$skuId"
          params={{ storeId, skuId: row.sku_id }}
          search={(previous) => previous}
        >
          {row.product_name ?? row.sku_id}
        </Link>
        <span className={css.code}>
          {row.sku_id}
          {row.degraded && <DegradedBadge />}
        </span>
      </th>
      <td className={css.category}>{row.category ?? '–'}</td>
      <td {...cell('units')}>{formats.count(row.units_28d)}</td>
      <td {...cell('forecast')} className={css.strong}>
        {formats.count(row.forecast_28d)}
      </td>
      <td {...cell('change')}>
        <Delta value={row.change_pct} />
      </td>
      <td {...cell('revenue')}>{formats.money(row.revenue_28d)}</td>
    </tr>
  );
}
