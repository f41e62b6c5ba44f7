/** Rows per day as bars: gaps in the calendar are kept, and long spans are summed up. */
import type { ReportDay } from '@/api/types';

export interface Bar {
  readonly from: string;
  readonly to: string;
  readonly kept: number;
  readonly rejected: number;
}

const DAY_MS = 86_400_000;
const MOST_BARS = 120;
export type Span = 'day' | 'week' | 'month';

const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);
const isMonthly = (days: readonly ReportDay[]): boolean => days[0]?.date.length === 7;

/** The bars, oldest first, and what one stands for. */
export function barsOf(days: readonly ReportDay[]): { readonly span: Span; readonly bars: readonly Bar[] } {
  const known = days.toSorted((one, two) => one.date.localeCompare(two.date));
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return { span: 'day', bars: [] };
  if (isMonthly(known)) return { span: 'month', bars: known.map((day) => ({ ...day, from: day.date, to: day.date })) };
  const start = Date.parse(first.date);
  const length = Math.round((Date.parse(last.date) - start) / DAY_MS) + 1;
  if (length > 7 * MOST_BARS) return { span: 'month', bars: byMonth(known) };
  const step = length > MOST_BARS ? 7 : 1;
  const bars = Array.from({ length: Math.ceil(length / step) }, (_, index) => ({
    from: iso(start + index * step * DAY_MS),
    to: iso(start + Math.min((index + 1) * step - 1, length - 1) * DAY_MS),
    kept: 0,
    rejected: 0,
  }));
  for (const { date, kept, rejected } of known) {
    const bar = bars[Math.floor((Date.parse(date) - start) / DAY_MS / step)];
    if (!bar) continue;
    bar.kept += kept;
    bar.rejected += rejected;
  }
  return { span: step === 7 ? 'week' : 'day', bars };
}

function byMonth(days: readonly ReportDay[]): readonly Bar[] {
  const months = new Map<string, { from: string; to: string; kept: number; rejected: number }>();
  for (const { date, kept, rejected } of days) {
    const month = date.slice(0, 7);
    const bar = months.get(month) ?? { from: month, to: month, kept: 0, rejected: 0 };
    months.set(month, { ...bar, kept: bar.kept + kept, rejected: bar.rejected + rejected });
  }
  return [...months.values()];
}

/** Days between the first and the last on which the file has no row. */
export function emptyDays(days: readonly ReportDay[]): number {
  if (days.length < 2 || isMonthly(days)) return 0;
  const times = days.map(({ date }) => Date.parse(date));
  return Math.round((Math.max(...times) - Math.min(...times)) / DAY_MS) + 1 - new Set(times).size;
}
