import type { Upload, UploadColumn } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { matchOf, type Draft, type Match } from './draft';
import { ISO, readDate, readNumber } from './reading';

export interface Cell {
  readonly raw: string;
  /** What we will read, where that is more than the text itself. */
  readonly reading: string | null;
  /** Whether the text does not fit what the column is matched to. */
  readonly wrong: boolean;
}

const NUMERIC = new Set(['integer', 'number', 'money', 'percent']);

/** Shows the first rows as they would be read under the present choices. */
export function usePreview(upload: Upload, draft: Draft): (column: string) => readonly Cell[] {
  const formats = useFormats();
  const { preview } = upload;
  const currency = draft.answers.currency ?? upload.currency;
  const money = (value: number) =>
    currency ? new Intl.NumberFormat(formats.locale, { style: 'currency', currency }).format(value) : formats.decimal(value, 2);

  const asDate = (raw: string, match: Match, column?: UploadColumn): Cell => {
    const format = draft.answers[`date_formats.${match.target}`] ?? column?.date_format;
    if (!format) return { raw, reading: null, wrong: false };
    const iso = readDate(raw, format) ?? readDate(raw, ISO);
    return { raw, reading: iso && formats.date(iso), wrong: iso === null };
  };
  const asNumber = (raw: string, match: Match, column?: UploadColumn): Cell => {
    const asked = draft.questions.includes(`decimals.${match.target}`);
    const decimal = draft.answers[`decimals.${match.target}`] ?? column?.decimal ?? (asked ? null : (upload.format?.decimal ?? '.'));
    if (!decimal) return { raw, reading: null, wrong: false };
    const value = readNumber(raw, decimal);
    if (value === null) return { raw, reading: null, wrong: true };
    const reading = match.type === 'money' ? money(value) : formats.decimal(value, 3);
    return { raw, reading: reading === raw.trim() ? null : reading, wrong: false };
  };

  return (column) => {
    const index = preview?.columns.indexOf(column) ?? -1;
    const about = upload.columns.find((each) => each.name === column);
    const values = index < 0 ? (about?.samples ?? []) : (preview?.rows ?? []).map((row) => row[index] ?? '');
    const match = matchOf(draft, column);
    return values.map((raw) => {
      if (!match || !raw.trim()) return { raw, reading: null, wrong: false };
      if (match.type === 'date') return asDate(raw, match, about);
      return NUMERIC.has(match.type) ? asNumber(raw, match, about) : { raw, reading: null, wrong: false };
    });
  };
}
