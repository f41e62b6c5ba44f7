/** The files a person has chosen and not sent yet. */
import type { TableName } from '@/api/types';
import { fileProblem, type FileProblem } from './tables';

export interface Chosen {
  readonly file: File;
  readonly table: TableName | null;
  /** Whether the table is our guess, which the person has not touched. */
  readonly guessed: boolean;
}

export interface Refused {
  readonly name: string;
  readonly problem: FileProblem;
}

export interface Basket {
  readonly chosen: readonly Chosen[];
  readonly refused: readonly Refused[];
}

export const EMPTY: Basket = { chosen: [], refused: [] };

export type BasketChange =
  | { readonly type: 'add'; readonly files: readonly File[]; readonly table: TableName | null }
  | { readonly type: 'guess'; readonly file: File; readonly table: TableName }
  | { readonly type: 'choose'; readonly file: File; readonly table: TableName }
  | { readonly type: 'remove'; readonly file: File }
  | { readonly type: 'clear' };

const same = (one: File, two: File): boolean =>
  one.name === two.name && one.size === two.size && one.lastModified === two.lastModified;

/** Applies what the person did, or what we guessed; a guess never overrules a choice. */
export function changeBasket(basket: Basket, event: BasketChange): Basket {
  if (event.type === 'clear') return EMPTY;
  if (event.type === 'add') return add(basket, event.files, event.table);
  if (event.type === 'remove') return { ...basket, chosen: basket.chosen.filter(({ file }) => file !== event.file) };
  const guessed = event.type === 'guess';
  const chosen = basket.chosen.map((each) =>
    each.file === event.file && !(guessed && each.table) ? { ...each, table: event.table, guessed } : each,
  );
  return { ...basket, chosen };
}

function add(basket: Basket, files: readonly File[], table: TableName | null): Basket {
  const judged = files.map((file) => ({ file, problem: fileProblem(file.name, file.size) }));
  const refused = judged.flatMap(({ file, problem }) => (problem ? [{ name: file.name, problem }] : []));
  const fresh = judged.filter(({ file, problem }) => !problem && !basket.chosen.some((each) => same(each.file, file)));
  return { refused, chosen: [...basket.chosen, ...fresh.map(({ file }) => ({ file, table, guessed: false }))] };
}
