/** What can be known about a file before it is read. */
import type { TableName } from '@/api/types';

const WITH_MONEY: readonly TableName[] = ['sales', 'competitor-prices', 'products', 'suppliers'];

/** Whether a table holds amounts, so that a currency matters. */
export const hasMoney = (table: TableName): boolean => WITH_MONEY.includes(table);

export const FILE_TYPES = ['.csv', '.tsv', '.txt', '.xlsx', '.parquet', '.jsonl', '.ndjson', '.json'];

/** Currencies offered; the tenant's own leads the list. */
export const CURRENCIES = ['INR', 'USD', 'EUR', 'GBP', 'AED', 'AUD', 'BDT', 'CAD', 'JPY', 'LKR', 'NPR', 'SGD', 'ZAR'];

/** Why a file cannot be uploaded, or null when it can. */
export function fileProblem(name: string, size: number): 'badType' | 'empty' | null {
  const lower = name.toLowerCase();
  if (!FILE_TYPES.some((type) => lower.endsWith(type) || lower.endsWith(`${type}.gz`))) return 'badType';
  return size === 0 ? 'empty' : null;
}
