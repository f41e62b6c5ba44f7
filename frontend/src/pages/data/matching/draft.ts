/** Matching the file's columns to ours, and answering what only a person knows, as a pure reducer. */
import type { MappingAsk, Upload } from '@/api/types';

export type Confidence = 'sure' | 'likely' | 'guess';

export interface Match {
  readonly target: string;
  readonly type: string;
  readonly description: string;
  readonly column: string | null;
  readonly required: boolean;
  /** How sure the suggestion is; null once a person chose, or when nothing was suggested. */
  readonly confidence: number | null;
}

export interface Draft {
  readonly matches: readonly Match[];
  readonly questions: readonly string[];
  /** Answers by the field of their question. */
  readonly answers: Readonly<Record<string, string>>;
}

export type Change =
  | { readonly type: 'match'; readonly column: string; readonly target: string | null }
  | { readonly type: 'answer'; readonly field: string; readonly value: string };

type Start = Pick<Upload, 'targets' | 'suggested' | 'mapping' | 'questions'>;

/** Starts from an earlier mapping and that alone, else from what the server suggests. */
export function startDraft(upload: Start): Draft {
  const matches = upload.targets.map(({ name, required, description, type }): Match => {
    const about = { target: name, type, description, required };
    const suggestion = upload.suggested.find((each) => each.target === name);
    const column = (upload.mapping ? upload.mapping[name] : suggestion?.column) ?? null;
    return { ...about, column, confidence: column && suggestion?.column === column ? suggestion.confidence : null };
  });
  return { matches, questions: upload.questions.map((question) => question.field), answers: {} };
}

const RENAMED = 'renamed.';

/** Applies a person's choice. A column serves once: choosing it again takes it from where it was. */
export function change(draft: Draft, event: Change): Draft {
  if (event.type === 'match') return { ...draft, matches: matched(draft.matches, event.column, event.target) };
  const answers = { ...draft.answers, [event.field]: event.value };
  if (!event.field.startsWith(RENAMED)) return { ...draft, answers };
  const target = event.field.slice(RENAMED.length);
  const matches = event.value
    ? matched(draft.matches, event.value, target)
    : draft.matches.map((match) => (match.target === target ? { ...match, column: null, confidence: null } : match));
  return { ...draft, answers, matches };
}

function matched(matches: readonly Match[], column: string, target: string | null): readonly Match[] {
  return matches.map((match) => {
    if (match.target === target) return { ...match, column, confidence: null };
    return match.column === column ? { ...match, column: null, confidence: null } : match;
  });
}

/** The match a column serves, or undefined. */
export const matchOf = (draft: Draft, column: string): Match | undefined =>
  draft.matches.find((match) => match.column === column);

export interface Obstacles {
  readonly missing: readonly string[];
  readonly unanswered: number;
}

/** The answer to a question. For a renamed column it is the column matched, wherever that was said. */
export function answerTo({ matches, answers }: Draft, field: string): string | undefined {
  const target = field.startsWith(RENAMED) ? field.slice(RENAMED.length) : null;
  return matches.find((match) => match.target === target)?.column ?? (target && answers[field] ? undefined : answers[field]);
}

/** What stands in the way: required targets without a column, unless asked about as such, and open questions. */
export function obstaclesOf(draft: Draft): Obstacles {
  const open = draft.questions.filter((field) => answerTo(draft, field) === undefined);
  const missing = draft.matches.filter((match) => match.required && !match.column).map((match) => match.target);
  return { missing: missing.filter((target) => !open.includes(`${RENAMED}${target}`)), unanswered: open.length };
}

const byTarget = (answers: Draft['answers'], prefix: string): Record<string, string> | undefined => {
  const found = Object.entries(answers).filter(([field]) => field.startsWith(prefix));
  return found.length ? Object.fromEntries(found.map(([field, value]) => [field.slice(prefix.length), value])) : undefined;
};

/** The mapping and the answers as the API takes them. */
export const toAsk = ({ matches, answers }: Draft, profileName?: string): MappingAsk => ({
  mapping: Object.fromEntries(matches.flatMap(({ target, column }) => (column ? [[target, column]] : []))),
  date_formats: byTarget(answers, 'date_formats.'),
  decimals: byTarget(answers, 'decimals.'),
  currency: answers.currency,
  header_row: answers.header_row === undefined ? undefined : Number(answers.header_row),
  profile_name: profileName?.trim() || undefined,
});

/** Names the header row; without a mapping the file is looked at again by it. */
export const headerAsk = (row: string): MappingAsk => ({ mapping: {}, header_row: Number(row) });

/** Puts a confidence into one of three words. */
export const confidenceWord = (confidence: number): Confidence =>
  confidence >= 0.9 ? 'sure' : confidence >= 0.6 ? 'likely' : 'guess';
