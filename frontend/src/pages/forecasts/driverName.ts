/** Finds words for the model's features. */
import type en from '@/i18n/en/forecasts.json';

export type DriverKey = keyof (typeof en)['driver'];

export interface DriverName {
  readonly key: DriverKey;
  readonly days?: number;
}

const RULES: readonly (readonly [RegExp, DriverKey])[] = [
  [/^(lag|units_lag)_?\d+$/, 'lag'],
  [/(mean|avg|average|rolling|ewm)/, 'mean'],
  [/(std|volatility)/, 'std'],
  [/(dow|day_of_week|weekday)/, 'dow'],
  [/weekend/, 'weekend'],
  [/(dom|day_of_month)/, 'dom'],
  [/(doy|day_of_year|season|fourier|sin|cos)/, 'season'],
  [/month/, 'month'],
  [/week/, 'week'],
  [/promo/, 'promo'],
  [/(price|discount)/, 'price'],
  [/(holiday|event|festival)/, 'holiday'],
  [/(zero|idle)/, 'zero'],
  [/(stock|on_hand)/, 'stock'],
  [/category/, 'category'],
  [/store/, 'store'],
  [/trend/, 'trend'],
  [/level/, 'level'],
  [/age/, 'age'],
];

const NAMED_LAGS = new Set([7, 14, 28, 364]);

/** Returns the text key of a feature and its days, or null when we have no words for it. */
export function driverName(feature: string): DriverName | null {
  const code = feature.toLowerCase();
  const key = RULES.find(([pattern]) => pattern.test(code))?.[1];
  if (!key) return null;
  const days = Number(/\d+/.exec(code)?.[0] ?? Number.NaN);
  if (key === 'lag' && NAMED_LAGS.has(days)) return { key: `lag_${days}` as DriverKey };
  if ((key === 'mean' || key === 'std') && Number.isNaN(days)) return { key: 'level' };
  return Number.isNaN(days) ? { key } : { key, days };
}
