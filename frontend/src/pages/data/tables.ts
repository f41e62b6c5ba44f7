/** The columns each table knows, as people read them; required ones first. */
import type { TableName } from '@/api/types';

export interface TableColumns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly money: boolean;
}

const line = ['currency', 'rate'];

export const COLUMNS: Readonly<Record<TableName, TableColumns>> = {
  sales: {
    required: ['date', 'sku_id', 'store_id', 'units_sold'],
    optional: ['price', 'revenue', 'invoice_id', 'product_name', 'category', 'promo_flag', ...line],
    money: true,
  },
  inventory: {
    required: ['date', 'sku_id', 'store_id', 'on_hand'],
    optional: ['in_transit', 'backorder', 'lead_time_days', 'capacity_units', 'min_display_units'],
    money: false,
  },
  'competitor-prices': {
    required: ['date', 'sku_id', 'competitor', 'competitor_price'],
    optional: ['url', 'confidence', ...line],
    money: true,
  },
  products: {
    required: ['sku_id'],
    optional: [
      'product_name',
      'category',
      'subcategory',
      'brand',
      'pack_size',
      'mrp',
      'map_price',
      'unit_cost',
      'min_margin_pct',
      'private_label',
      'supplier_id',
      'order_multiple',
      'moq',
      'shelf_life_days',
      'role',
      ...line,
    ],
    money: true,
  },
  stores: {
    required: ['store_id'],
    optional: ['store_name', 'city', 'region', 'state', 'country', 'format', 'opened_on', 'latitude', 'longitude'],
    money: false,
  },
  suppliers: {
    required: ['supplier_id'],
    optional: ['supplier_name', 'lead_time_days', 'review_days', 'min_order_value', ...line],
    money: true,
  },
  receipts: {
    required: ['sku_id', 'store_id', 'ordered_on', 'received_on', 'received_units'],
    optional: ['ordered_units', 'receipt_id', 'order_id', 'supplier_id'],
    money: false,
  },
  promotions: {
    required: ['promo_id', 'starts_on', 'ends_on'],
    optional: ['sku_id', 'category', 'store_id', 'region', 'mechanic', 'discount_pct'],
    money: false,
  },
  holidays: { required: ['date', 'name'], optional: ['region', 'kind'], money: false },
};

export const FILE_TYPES = ['.csv', '.tsv', '.txt', '.xlsx', '.parquet', '.jsonl', '.ndjson', '.json'];

/** Currencies offered first; the tenant's own leads the list. */
export const CURRENCIES = ['INR', 'USD', 'EUR', 'GBP', 'AED', 'AUD', 'BDT', 'CAD', 'JPY', 'LKR', 'NPR', 'SGD', 'ZAR'];

/** Why a file cannot be uploaded, or null when it can. */
export function fileProblem(name: string, size: number): 'badType' | 'empty' | null {
  const lower = name.toLowerCase();
  if (!FILE_TYPES.some((type) => lower.endsWith(type) || lower.endsWith(`${type}.gz`))) return 'badType';
  return size === 0 ? 'empty' : null;
}
