/** The points of an actual-against-forecast chart, whatever they were read from. */
import type { Forecast, KpiSeries } from '@/api/types';
import { toNumber } from '@/format/format';

export interface ChartPoint {
  readonly date: string;
  readonly actual: number | null;
  readonly forecast: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** The days of all products of a store: history and what lies ahead. */
export function fromKpiSeries({ series }: KpiSeries): ChartPoint[] {
  return series.map((day) => ({
    date: day.date,
    actual: toNumber(day.units),
    forecast: toNumber(day.forecast_units),
    lower: toNumber(day.forecast_lower),
    upper: toNumber(day.forecast_upper),
  }));
}

/** One product's history and forecast, joined so that the forecast line starts at the last actual. */
export function fromForecast({ history, series }: Forecast): ChartPoint[] {
  const past = history.map(({ date, units }) => ({ date, actual: units, forecast: null, lower: null, upper: null }));
  const ahead = series.map((point) => ({
    date: point.date,
    actual: null,
    forecast: point.yhat,
    lower: point.yhat_lower,
    upper: point.yhat_upper,
  }));
  return [...past, ...ahead];
}

/** The last date with an actual value: the business date. */
export const lastActual = (points: readonly ChartPoint[]): string | undefined =>
  points.findLast((point) => point.actual !== null)?.date;
