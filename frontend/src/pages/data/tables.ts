/** What can be known about a file before it is read. */
import type { TableName } from '@/api/types';

const WITH_MONEY: readonly TableName[] = ['sales', 'competitor-prices', 'products', 'suppliers'];

/** Whether a table holds amounts, so that a currency matters. */
export const hasMoney = (table: TableName): boolean => WITH_MONEY.includes(table);

export const FILE_TYPES = ['.csv', '.tsv', '.txt', '.xlsx', '.parquet', '.jsonl', '.ndjson', '.json'];
export const PACKED_TYPES = ['.gz', '.zip'];
export const LARGEST_BYTES = 5 * 1024 ** 3;
export const LARGEST_PASTE = 1_000_000;

/** Currencies offered; the tenant's own leads the list. */
export const CURRENCIES = ['INR', 'USD', 'EUR', 'GBP', 'AED', 'AUD', 'BDT', 'CAD', 'JPY', 'LKR', 'NPR', 'SGD', 'ZAR'];

export type FileProblem = 'badType' | 'oldExcel' | 'empty' | 'tooLarge';

/** Why a file cannot be uploaded, or null when it can. */
export function fileProblem(name: string, size: number): FileProblem | null {
  const lower = name.toLowerCase();
  if (lower.endsWith('.xls')) return 'oldExcel';
  const known = FILE_TYPES.some((type) => lower.endsWith(type) || lower.endsWith(`${type}.gz`));
  if (!known && !lower.endsWith('.zip')) return 'badType';
  if (size > LARGEST_BYTES) return 'tooLarge';
  return size === 0 ? 'empty' : null;
}
