/** Which file unlocks which part of the product, and which are missing. */
import type { TableName } from '@/api/types';

export const UNLOCKING = ['sales', 'inventory', 'products', 'competitor-prices', 'receipts'] as const satisfies readonly TableName[];

export type UnlockingTable = (typeof UNLOCKING)[number];

const NAMES: Readonly<Record<string, UnlockingTable>> = {
  sales: 'sales',
  sales_transactions: 'sales',
  history: 'sales',
  inventory: 'inventory',
  inventory_snapshots: 'inventory',
  stock: 'inventory',
  on_hand: 'inventory',
  products: 'products',
  product_master: 'products',
  unit_cost: 'products',
  'competitor-prices': 'competitor-prices',
  competitor_prices: 'competitor-prices',
  competitors: 'competitor-prices',
  receipts: 'receipts',
};

/** Maps what the API calls missing to the files that would add it, in the order of their use. */
export function missingFiles(missing: readonly string[]): UnlockingTable[] {
  const wanted = new Set(missing.map((name) => NAMES[name]));
  return UNLOCKING.filter((table) => wanted.has(table));
}
