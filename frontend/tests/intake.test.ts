import { expect, test } from 'vitest';
import { EMPTY, changeBasket } from '@/pages/data/chosen';
import { firstColumns, guessByColumns, guessByName, guessTable } from '@/pages/data/guess';
import { stepsOf } from '@/pages/data/progress';
import { barsOf, emptyDays } from '@/pages/data/quality/days';

const file = (name: string, text = 'x'): File => new File([text], name, { lastModified: 1 });

test('columns tell what a file holds, its name where they cannot', async () => {
  expect(guessByColumns(['InvoiceNo', 'StockCode', 'Quantity', 'InvoiceDate', 'UnitPrice'])).toBe('sales');
  expect(guessByColumns(['sku_id', 'on_hand', 'in_transit', 'store_id'])).toBe('inventory');
  expect(guessByColumns(['a', 'b'])).toBeNull();
  expect([guessByName('Stock-2026.xlsx'), guessByName('competitor_prices.parquet'), guessByName('x.csv')]).toEqual(['inventory', 'competitor-prices', null]);
  expect(await guessTable(file('export.csv', 'supplier_id;lead_time_days;min_order_value\n1;2;3'))).toBe('suppliers');
});

test('headings are read whatever separates them', () => {
  expect(firstColumns('\uFEFF"a";"b, c";d\n1;2;3')).toEqual(['a', 'b, c', 'd']);
  expect(firstColumns('a\tb\n')).toEqual(['a', 'b']);
  expect(firstColumns('{"date":"x","sku_id":"y"}\n')).toEqual(['date', 'sku_id']);
});

test('the basket refuses what cannot be read, keeps a file once, and a guess never overrules a choice', () => {
  const sales = file('sales.csv');
  let basket = changeBasket(EMPTY, { type: 'add', files: [sales, file('a.pdf')], table: null });
  basket = changeBasket(basket, { type: 'add', files: [sales], table: null });
  expect(basket.chosen).toHaveLength(1);
  basket = changeBasket(basket, { type: 'guess', file: sales, table: 'sales' });
  expect(basket.chosen[0]).toMatchObject({ table: 'sales', guessed: true });
  basket = changeBasket(basket, { type: 'choose', file: sales, table: 'receipts' });
  basket = changeBasket(basket, { type: 'guess', file: sales, table: 'sales' });
  expect(basket.chosen[0]).toMatchObject({ table: 'receipts', guessed: false });
});

test('bars keep the gaps of the calendar and sum up long spans', () => {
  const day = (date: string) => ({ date, kept: 2, rejected: 1 });
  expect(barsOf([day('2026-01-03'), day('2026-01-01')])).toMatchObject({
    span: 'day',
    bars: [{ from: '2026-01-01', kept: 2 }, { from: '2026-01-02', kept: 0 }, { from: '2026-01-03', rejected: 1 }],
  });
  expect(emptyDays([day('2026-01-03'), day('2026-01-01')])).toBe(1);
  const year = barsOf([day('2025-01-01'), day('2025-01-02'), day('2025-12-31')]);
  expect([year.span, year.bars.length, year.bars[0]?.kept]).toEqual(['week', 53, 4]);
  expect(barsOf([day('2011-02'), day('2011-01')]).bars.map(({ from }) => from)).toEqual(['2011-01', '2011-02']);
  expect(barsOf([day('2020-01-01'), day('2025-01-01')]).span).toBe('month');
});

test('an upload that is being deleted shows what it had reached', () => {
  const stages = ['awaiting_upload', 'inspecting', 'cleaning', 'curated'].map((stage) => ({ stage, at: 'T' }));
  expect(stepsOf({ state: 'deleting', stages }).map(({ mark }) => mark)).toEqual(['done', 'done', 'done', 'done']);
});
