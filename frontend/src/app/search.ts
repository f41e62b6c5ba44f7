/** Filters live in the URL: these read them from the address and drop what makes no sense. */
import type { RecommendationStatus, RecommendationType, TableName, UploadState } from '@/api/types';

type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined => {
  const string = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return string || undefined;
};

const oneOf = <T extends string>(value: unknown, allowed: readonly T[]): T | undefined =>
  allowed.find((each) => each === value);

export const TYPES = ['reorder', 'price', 'alert'] as const satisfies readonly RecommendationType[];
export const STATUSES = ['proposed', 'accepted', 'rejected'] as const satisfies readonly RecommendationStatus[];
export const PERIODS = ['14', '28', '56'] as const;
export const SORTS = ['product', 'category', 'units', 'forecast', 'change', 'revenue'] as const;
export const TABLES = [
  'sales',
  'inventory',
  'products',
  'competitor-prices',
  'stores',
  'suppliers',
  'receipts',
  'promotions',
  'holidays',
] as const satisfies readonly TableName[];

export const UPLOAD_STATES = [
  'awaiting_upload',
  'inspecting',
  'needs_mapping',
  'cleaning',
  'curated',
  'failed',
  'deleting',
] as const satisfies readonly UploadState[];

export type Period = (typeof PERIODS)[number];
export type Sort = (typeof SORTS)[number];

export interface StoreSearch {
  readonly store?: string;
}

export interface TodaySearch extends StoreSearch {
  readonly type?: RecommendationType;
  readonly status?: 'accepted' | 'rejected' | 'proposed';
  readonly category?: string;
  readonly days?: Period;
}

export interface ForecastsSearch extends StoreSearch {
  readonly q?: string;
  readonly category?: string;
  readonly sort?: Sort;
  readonly dir?: 'asc' | 'desc';
}

export interface DataSearch extends StoreSearch {
  /** What the next file holds. */
  readonly table?: TableName;
  /** Filters of the history. */
  readonly of?: TableName;
  readonly state?: (typeof UPLOAD_STATES)[number];
}

export interface SignInSearch {
  readonly next?: string;
}

export const storeSearch = (raw: Raw): StoreSearch => ({ store: text(raw.store) });

export const todaySearch = (raw: Raw): TodaySearch => ({
  store: text(raw.store),
  type: oneOf(raw.type, TYPES),
  status: oneOf(raw.status, STATUSES),
  category: text(raw.category),
  days: oneOf(text(raw.days), PERIODS),
});

export const forecastsSearch = (raw: Raw): ForecastsSearch => ({
  store: text(raw.store),
  q: text(raw.q),
  category: text(raw.category),
  sort: oneOf(raw.sort, SORTS),
  dir: oneOf(raw.dir, ['asc', 'desc']),
});

export const dataSearch = (raw: Raw): DataSearch => ({
  store: text(raw.store),
  table: oneOf(raw.table, TABLES),
  of: oneOf(raw.of, TABLES),
  state: oneOf(raw.state, UPLOAD_STATES),
});

/** Only addresses inside the dashboard are followed after sign-in. */
export const signInSearch = (raw: Raw): SignInSearch => {
  const next = text(raw.next);
  return { next: next && /^\/(?![/\\])/.test(next) ? next : undefined };
};
