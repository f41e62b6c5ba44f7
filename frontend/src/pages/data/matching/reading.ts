/** How a value of the file will be read, for the preview; the job that cleans the file has the last word. */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const FIELDS: Readonly<Record<string, string>> = {
  '%d': '(?<d>\\d{1,2})',
  '%m': '(?<m>\\d{1,2})',
  '%Y': '(?<y>\\d{4})',
  '%y': '(?<y>\\d{2})',
  '%b': '(?<b>[A-Za-z]{3,9})',
  '%B': '(?<b>[A-Za-z]{3,9})',
};
export const ISO = 'ISO';
const ISO_FORMAT = '%Y-%m-%d';

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Reads a date in a strftime format such as `%d/%m/%Y`, or `ISO`; a time of day after it is ignored. Null if it does not fit. */
export function readDate(text: string, format: string): string | null {
  const pattern = (format === ISO ? ISO_FORMAT : format)
    .split(/(%[dmYybB])/)
    .map((piece) => FIELDS[piece] ?? escape(piece))
    .join('');
  const found = new RegExp(`^${pattern}(?:[ T,].*)?$`).exec(text.trim())?.groups;
  if (!found) return null;
  const month = found.b ? MONTHS.indexOf(found.b.slice(0, 3).toLowerCase()) + 1 : Number(found.m);
  const year = Number(found.y) + (found.y?.length === 2 ? (Number(found.y) < 69 ? 2000 : 1900) : 0);
  return isoDate(year, month, Number(found.d));
}

function isoDate(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? date.toISOString().slice(0, 10) : null;
}

const MONEY_SIGN = /^(?:[A-Z]{3}\b|Rs\.?|\p{Sc})|(?:[A-Z]{3}|\p{Sc}|%)$/giu;

/** Reads a number with the given decimal sign; signs of money and grouping are skipped. Null if it is none. */
export function readNumber(text: string, decimal: string): number | null {
  const grouping = decimal === ',' ? /[.\s\u00a0\u202f']/g : /[,\s\u00a0\u202f']/g;
  const plain = text
    .trim()
    .replaceAll(MONEY_SIGN, '')
    .replaceAll(grouping, '')
    .replace(decimal, '.')
    .replace(/^\((.*)\)$/, '-$1');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}
