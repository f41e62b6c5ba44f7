/** Matching the file's columns to ours, as a pure reducer. */
import type { TableName, Upload } from '@/api/types';
import { COLUMNS } from './tables';

export type Confidence = 'sure' | 'likely' | 'guess';

export interface Match {
  readonly target: string;
  readonly column: string | null;
  readonly required: boolean;
  /** How sure the suggestion is; null once a person chose, or when nothing was suggested. */
  readonly confidence: number | null;
}

export type Matches = readonly Match[];

/** Starts from what the server suggests, over every column the table knows. */
export function startMatches(upload: Pick<Upload, 'table' | 'suggested' | 'mapping'>): Matches {
  const { required, optional } = COLUMNS[upload.table as TableName];
  const known = [...required, ...optional];
  const extra = upload.suggested.map((each) => each.target).filter((target) => !known.includes(target));
  return [...known, ...extra].map((target) => {
    const suggestion = upload.suggested.find((each) => each.target === target);
    const chosen = upload.mapping?.[target];
    return {
      target,
      required: required.includes(target),
      column: chosen ?? suggestion?.column ?? null,
      confidence: chosen === undefined && suggestion?.column ? suggestion.confidence : null,
    };
  });
}

/** Sets one match to a person's choice. */
export const choose = (matches: Matches, { target, column }: { target: string; column: string | null }): Matches =>
  matches.map((match) => (match.target === target ? { ...match, column, confidence: null } : match));

export interface MappingProblems {
  readonly missing: readonly string[];
  readonly twice: readonly string[];
}

/** What stands in the way: required targets without a column, columns chosen twice. */
export function problemsOf(matches: Matches): MappingProblems {
  const columns = matches.flatMap((match) => match.column ?? []);
  return {
    missing: matches.filter((match) => match.required && !match.column).map((match) => match.target),
    twice: [...new Set(columns.filter((column, index) => columns.indexOf(column) !== index))],
  };
}

/** The mapping as the API takes it. */
export const toMapping = (matches: Matches): Record<string, string> =>
  Object.fromEntries(matches.flatMap(({ target, column }) => (column ? [[target, column]] : [])));

/** Puts a confidence into one of three words. */
export const confidenceWord = (confidence: number): Confidence =>
  confidence >= 0.9 ? 'sure' : confidence >= 0.6 ? 'likely' : 'guess';
