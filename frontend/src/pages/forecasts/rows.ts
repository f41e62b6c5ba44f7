/** Filtering and sorting of the product list. */
import type { ForecastRow } from '@/api/types';
import type { Sort } from '@/app/search';
import { toNumber } from '@/format/format';

export interface RowFilter {
  readonly q?: string;
  readonly category?: string;
  readonly sort?: Sort;
  readonly dir?: 'asc' | 'desc';
}

const fold = (text: string): string => text.normalize('NFKD').toLowerCase();

/** Keeps the rows that contain every word of the search in name, code or category. */
export function filterRows(rows: readonly ForecastRow[], { q, category }: RowFilter): ForecastRow[] {
  const words = fold(q ?? '').split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (category && row.category !== category) return false;
    const text = fold(`${row.product_name ?? ''} ${row.sku_id} ${row.category ?? ''}`);
    return words.every((word) => text.includes(word));
  });
}

const VALUE: Record<Sort, (row: ForecastRow) => string | number | null> = {
  product: (row) => row.product_name ?? row.sku_id,
  category: (row) => row.category,
  units: (row) => toNumber(row.units_28d),
  forecast: (row) => toNumber(row.forecast_28d),
  change: (row) => toNumber(row.change_pct),
  revenue: (row) => toNumber(row.revenue_28d),
};

/** Text sorts upwards first, numbers downwards: the largest is what one looks for. */
export const firstDirection = (sort: Sort): 'asc' | 'desc' =>
  sort === 'product' || sort === 'category' ? 'asc' : 'desc';

/** Sorts by a column; unknown values come last either way. Without a column the API's order stays. */
export function sortRows(rows: readonly ForecastRow[], { sort, dir }: RowFilter, locale?: string): ForecastRow[] {
  if (!sort) return [...rows];
  const sign = (dir ?? firstDirection(sort)) === 'asc' ? 1 : -1;
  const value = VALUE[sort];
  return rows.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return sign * (typeof a === 'string' ? a.localeCompare(String(b), locale) : a - Number(b));
  });
}

/** The categories that occur, in alphabetical order. */
export const categoriesOf = (rows: readonly ForecastRow[]): string[] =>
  [...new Set(rows.flatMap((row) => row.category ?? []))].toSorted((one, other) => one.localeCompare(other));
