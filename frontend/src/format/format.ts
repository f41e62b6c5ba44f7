/** Numbers, money and dates in the reader's language, through Intl alone: ₹ with lakh and crore. */
import type { Decimal } from '@/api/types';

export type Language = 'en' | 'hi';
const DASH = '–';

/** Reads a decimal of the API; null for unknown. */
export function toNumber(value: Decimal | null | undefined): number | null {
  if (value === null || value === undefined || value === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** English follows the tenant's currency (Indian grouping for ₹); Hindi is always Indian. */
export function localeFor(language: Language, currency: string): string {
  if (language === 'hi') return 'hi-IN';
  return { INR: 'en-IN', USD: 'en-US' }[currency] ?? 'en-GB';
}

export interface Formats {
  readonly locale: string;
  readonly currencySign: string;
  money(value: Decimal | null | undefined): string;
  moneyShort(value: Decimal | null | undefined): string;
  price(value: Decimal | null | undefined): string;
  count(value: Decimal | null | undefined): string;
  decimal(value: Decimal | null | undefined, digits?: number): string;
  percent(value: Decimal | null | undefined, digits?: number): string;
  signedPercent(value: Decimal | null | undefined): string;
  date(iso: string | null | undefined): string;
  dayMonth(iso: string | null | undefined): string;
  dateTime(iso: string | null | undefined): string;
  ago(iso: string | null | undefined, now?: number): string;
  bytes(size: number): string;
}

/** Builds the formats for one language, currency and time zone; percents are given in points (12.5). */
export function makeFormats(language: Language, currency: string, timeZone?: string): Formats {
  const locale = localeFor(language, currency);
  const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options);
  const orDash = (format: Intl.NumberFormat) => (value: Decimal | null | undefined) => {
    const parsed = toNumber(value);
    return parsed === null ? DASH : format.format(parsed);
  };
  const percents = (value: Decimal | null | undefined, options: Intl.NumberFormatOptions) => {
    const parsed = toNumber(value);
    return parsed === null ? DASH : number({ style: 'percent', ...options }).format(parsed / 100);
  };
  const moment = (options: Intl.DateTimeFormatOptions) => (iso: string | null | undefined) => {
    if (!iso) return DASH;
    const businessDate = /^\d{4}-\d{2}-\d{2}$/.test(iso);
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: businessDate ? 'UTC' : timeZone }).format(
      new Date(iso),
    );
  };
  const money = { style: 'currency', currency } as const;
  return {
    locale,
    currencySign: number({ ...money, currencyDisplay: 'narrowSymbol' })
      .formatToParts(0)
      .filter((part) => part.type === 'currency')
      .map((part) => part.value)
      .join(''),
    money: orDash(number({ ...money, maximumFractionDigits: 0 })),
    moneyShort: orDash(number({ ...money, notation: 'compact', maximumSignificantDigits: 3 })),
    price: orDash(number({ ...money, minimumFractionDigits: 2, maximumFractionDigits: 2 })),
    count: orDash(number({ maximumFractionDigits: 0 })),
    decimal: (value, digits = 1) => orDash(number({ maximumFractionDigits: digits }))(value),
    percent: (value, digits = 1) => percents(value, { maximumFractionDigits: digits }),
    signedPercent: (value) => percents(value, { maximumFractionDigits: 1, signDisplay: 'exceptZero' }),
    date: moment({ day: 'numeric', month: 'short', year: 'numeric' }),
    dayMonth: moment({ day: 'numeric', month: 'short' }),
    dateTime: moment({ day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }),
    ago: (iso, now = Date.now()) => (iso ? relative(locale, Date.parse(iso) - now) : DASH),
    bytes: (size) => byteSize(locale, size),
  };
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

function relative(locale: string, delta: number): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const [unit, size] = STEPS.find(([, step]) => Math.abs(delta) >= step) ?? ['second', 1000];
  return format.format(Math.round(delta / size), unit);
}

function byteSize(locale: string, size: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = size < 1 ? 0 : Math.min(Math.floor(Math.log10(size) / 3), units.length - 1);
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[power],
    unitDisplay: power ? 'short' : 'long',
    maximumFractionDigits: power > 1 ? 1 : 0,
  }).format(size / 1000 ** power);
}
