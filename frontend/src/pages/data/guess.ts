/** What a file probably holds, from its name and its first line; a person confirms it. */
import type { TableName } from '@/api/types';

const NAMES: readonly (readonly [TableName, RegExp])[] = [
  ['competitor-prices', /competit|rival|market.?price|प्रतिस्पर्धी/],
  ['promotions', /promo|offer|scheme|campaign|discount|ऑफ़?र/],
  ['holidays', /holiday|festival|calendar|त्योहार/],
  ['receipts', /receipt|grn|goods.?(in|received)|inbound|delivery|deliveries|आवक/],
  ['suppliers', /supplier|vendor|सप्लायर/],
  ['inventory', /inventory|stock|on.?hand|warehouse|स्टॉक/],
  ['sales', /sale|invoice|order|transaction|bill|pos\b|retail|receipts?.?lines|बिक्री/],
  ['stores', /stores?\b|shops?\b|outlet|branch|स्टोर/],
  ['products', /product|item|master|catalog|sku|article|उत्पाद/],
];

const COLUMNS: Readonly<Record<TableName, readonly RegExp[]>> = {
  sales: [/^(date|day|invoice_?date|order_?date|datum)/, /sku|stock_?code|item|product|article|asin/, /units_?sold|quantity|qty|units/, /price|revenue|amount|total|mrp/, /invoice|order|bill|transaction/],
  inventory: [/on_?hand|stock|available|closing|qty_?available/, /in_?transit|reserved|back_?order/, /lead_?time/, /store|warehouse|location/, /sku|item|product/],
  'competitor-prices': [/competitor|rival/, /competitor_?price|their_?price/, /url|link/, /confidence/],
  products: [/unit_?cost|cost/, /mrp|map_?price|list_?price/, /brand|category|department/, /pack|shelf_?life|moq|order_?multiple/, /product_?name|item_?name|title/],
  stores: [/store_?name|shop_?name|outlet/, /city|region|state|pin_?code|country/, /opened|format|latitude/],
  suppliers: [/supplier|vendor/, /lead_?time/, /review|min_?order/],
  receipts: [/receipt|grn/, /received_?(on|date|units|qty)/, /ordered_?(on|date|units|qty)/],
  promotions: [/promo|offer/, /starts?_?(on|date)|from/, /ends?_?(on|date)|until/, /discount|mechanic/],
  holidays: [/holiday|festival|name/, /region|kind/, /^date/],
};

/** The table a file of this name probably fills, or null. */
export function guessByName(fileName: string): TableName | null {
  const plain = fileName.toLowerCase().replaceAll(/[_\-.]+/g, ' ');
  return NAMES.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}

/** The table that columns of these names probably fill: at least two must speak for it. */
export function guessByColumns(columns: readonly string[]): TableName | null {
  const plain = columns.map((column) => column.trim().toLowerCase().replaceAll(/[\s\-.]+/g, '_'));
  const score = (table: TableName) =>
    COLUMNS[table].filter((pattern) => plain.some((column) => pattern.test(column))).length / Math.sqrt(COLUMNS[table].length);
  const hits = (table: TableName) => COLUMNS[table].filter((pattern) => plain.some((column) => pattern.test(column))).length;
  const best = (Object.keys(COLUMNS) as TableName[]).toSorted((one, two) => score(two) - score(one))[0];
  return best && hits(best) >= 2 ? best : null;
}

/** The column names in the first line of a text, by the delimiter it uses most. */
export function firstColumns(text: string): readonly string[] {
  const line = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '';
  if (line.startsWith('{')) return jsonKeys(line);
  const delimiter = ['\t', ';', '|', ','].toSorted((one, two) => line.split(two).length - line.split(one).length)[0] ?? ',';
  return line.split(delimiter).map((name) => name.replaceAll(/^\s*"|"\s*$/g, '').trim());
}

function jsonKeys(line: string): readonly string[] {
  try {
    return Object.keys(JSON.parse(line) as object);
  } catch {
    return [];
  }
}

const HEAD_BYTES = 16_384;
const TEXT = /\.(csv|tsv|txt|jsonl|ndjson|json)$/i;

/** What the file probably holds. Names tell of files that cannot be read here; columns win where they can. */
export async function guessTable(file: File): Promise<TableName | null> {
  const byName = guessByName(file.name);
  if (!TEXT.test(file.name)) return byName;
  const head = await file.slice(0, HEAD_BYTES).text();
  return guessByColumns(firstColumns(head)) ?? byName;
}
