/** Matching the file's columns to ours, and answering what only a person knows, as a pure reducer. */
import type { MappingAsk, Upload, UploadQuestion } from '@/api/types';

export type Confidence = 'sure' | 'likely' | 'guess';

export interface Match {
  readonly target: string;
  readonly description: string;
  readonly column: string | null;
  readonly required: boolean;
  /** How sure the suggestion is; null once a person chose, or when nothing was suggested. */
  readonly confidence: number | null;
}

export interface Draft {
  readonly matches: readonly Match[];
  readonly questions: readonly UploadQuestion['field'][];
  readonly answers: Readonly<Partial<Record<UploadQuestion['field'], string>>>;
}

export type Change =
  | { readonly type: 'column'; readonly target: string; readonly column: string | null }
  | { readonly type: 'answer'; readonly field: UploadQuestion['field']; readonly value: string };

/** Starts from an earlier mapping, else from what the server suggests. */
export function startDraft(upload: Pick<Upload, 'targets' | 'suggested' | 'mapping' | 'questions'>): Draft {
  const matches = upload.targets.map(({ name, required, description }): Match => {
    const chosen = upload.mapping?.[name];
    const suggestion = upload.suggested.find((each) => each.target === name);
    const confidence = chosen === undefined && suggestion ? suggestion.confidence : null;
    return { target: name, description, required, column: chosen ?? suggestion?.column ?? null, confidence };
  });
  return { matches, questions: upload.questions.map((question) => question.field), answers: {} };
}

/** Applies a person's choice. */
export function change(draft: Draft, event: Change): Draft {
  if (event.type === 'answer') return { ...draft, answers: { ...draft.answers, [event.field]: event.value } };
  const matches = draft.matches.map((match) =>
    match.target === event.target ? { ...match, column: event.column, confidence: null } : match,
  );
  return { ...draft, matches };
}

export interface MappingProblems {
  readonly missing: readonly string[];
  readonly twice: readonly string[];
  readonly unanswered: boolean;
}

/** What stands in the way: required targets without a column, columns chosen twice, open questions. */
export function problemsOf({ matches, questions, answers }: Draft): MappingProblems {
  const columns = matches.flatMap((match) => match.column ?? []);
  return {
    missing: matches.filter((match) => match.required && !match.column).map((match) => match.target),
    twice: [...new Set(columns.filter((column, index) => columns.indexOf(column) !== index))],
    unanswered: questions.some((field) => !answers[field]),
  };
}

/** The mapping and the answers as the API takes them. */
export const toAsk = ({ matches, answers }: Draft): MappingAsk => ({
  mapping: Object.fromEntries(matches.flatMap(({ target, column }) => (column ? [[target, column]] : []))),
  ...answers,
});

/** Puts a confidence into one of three words. */
export const confidenceWord = (confidence: number): Confidence =>
  confidence >= 0.9 ? 'sure' : confidence >= 0.6 ? 'likely' : 'guess';
