import { expect, test } from 'vitest';
import { answerTo, change, confidenceWord, obstaclesOf, startDraft, toAsk } from '@/pages/data/matching/draft';
import { ISO, readDate, readNumber } from '@/pages/data/matching/reading';
import { fileProblem } from '@/pages/data/tables';
import { missingFiles } from '@/pages/data/unlocks';
import { readPrice } from '@/pages/forecasts/price';

const target = (name: string, required = true) => ({ name, required, type: 'id', description: '' });

const UPLOAD = {
  mapping: null,
  targets: [target('date'), target('sku_id'), target('store_id'), target('units_sold'), target('price', false)],
  questions: [],
  suggested: [
    { target: 'date', column: 'InvoiceDate', confidence: 0.97 },
    { target: 'sku_id', column: 'StockCode', confidence: 0.9 },
    { target: 'units_sold', column: 'Quantity', confidence: 0.4 },
  ],
} as const;

test('starts from the suggestions and names what is still missing', () => {
  const draft = startDraft(UPLOAD);
  expect(draft.matches.map((match) => match.column)).toEqual(['InvoiceDate', 'StockCode', null, 'Quantity', null]);
  expect(obstaclesOf(draft).missing).toEqual(['store_id']);
});

test('a choice completes the mapping and is no longer called a suggestion', () => {
  const draft = change(startDraft(UPLOAD), { type: 'match', target: 'store_id', column: 'Country' });
  expect(obstaclesOf(draft)).toEqual({ missing: [], unanswered: 0 });
  expect(draft.matches[2]?.confidence).toBeNull();
  expect(toAsk(draft).mapping).toEqual({
    date: 'InvoiceDate',
    sku_id: 'StockCode',
    store_id: 'Country',
    units_sold: 'Quantity',
  });
});

test('a column serves once: chosen again, it leaves where it was', () => {
  const draft = change(startDraft(UPLOAD), { type: 'match', target: 'store_id', column: 'StockCode' });
  expect(toAsk(draft).mapping).toEqual({ date: 'InvoiceDate', store_id: 'StockCode', units_sold: 'Quantity' });
  expect(obstaclesOf(draft).missing).toEqual(['sku_id']);
  const freed = change(draft, { type: 'match', target: null, column: 'StockCode' });
  expect(obstaclesOf(freed).missing).toEqual(['sku_id', 'store_id']);
});

test('questions stay in the way until answered, and each answer goes where the API wants it', () => {
  const fields = ['date_formats.date', 'decimals.price', 'currency', 'header_row'];
  const questions = fields.map((field) => ({ field, text: '', options: [] }));
  const open = startDraft({ ...UPLOAD, questions });
  expect(obstaclesOf(open).unanswered).toBe(4);
  const values = ['%d/%m/%Y', ',', 'GBP', '3'];
  const answered = fields.reduce((draft, field, index) => change(draft, { type: 'answer', field, value: values[index] ?? '' }), open);
  expect(obstaclesOf(answered).unanswered).toBe(0);
  expect(toAsk(answered, ' Till ')).toMatchObject({
    date_formats: { date: '%d/%m/%Y' },
    decimals: { price: ',' },
    currency: 'GBP',
    header_row: 3,
    profile_name: 'Till',
  });
});

test('an earlier mapping is where the form starts, without further guesses', () => {
  const questions = [{ field: 'renamed.units_sold', text: '', options: [] }];
  const open = startDraft({ ...UPLOAD, mapping: { date: 'Day', store_id: 'Shop' }, questions });
  expect(toAsk(open).mapping).toEqual({ date: 'Day', store_id: 'Shop' });
  expect(obstaclesOf(open)).toEqual({ missing: ['sku_id'], unanswered: 1 });
  const answered = change(open, { type: 'answer', field: 'renamed.units_sold', value: 'Qty' });
  expect(toAsk(answered).mapping).toEqual({ date: 'Day', store_id: 'Shop', units_sold: 'Qty' });
  const matched = change(open, { type: 'match', target: 'units_sold', column: 'Qty' });
  expect([obstaclesOf(matched).unanswered, answerTo(matched, 'renamed.units_sold')]).toEqual([0, 'Qty']);
});

test('saying how a column was renamed matches it', () => {
  const asked = { ...UPLOAD, questions: [{ field: 'renamed.store_id', text: '', options: [] }] };
  const draft = change(startDraft(asked), { type: 'answer', field: 'renamed.store_id', value: 'Shop' });
  expect(toAsk(draft).mapping.store_id).toBe('Shop');
  expect(obstaclesOf(draft)).toEqual({ missing: [], unanswered: 0 });
});

test('the preview reads dates by their format and refuses days that do not exist', () => {
  expect(readDate('03/04/2026 08:15', '%d/%m/%Y')).toBe('2026-04-03');
  expect(readDate('03/04/2026', '%m/%d/%Y')).toBe('2026-03-04');
  expect(readDate('3 Apr 26', '%d %b %y')).toBe('2026-04-03');
  expect(readDate('2026-04-03T08:15', ISO)).toBe('2026-04-03');
  expect(readDate('31/02/2026', '%d/%m/%Y')).toBeNull();
});

test('the preview reads numbers by their decimal sign', () => {
  expect([readNumber('1.234,5', ','), readNumber('1,234.5', '.'), readNumber('₹ 99.00', '.')]).toEqual([1234.5, 1234.5, 99]);
  expect([readNumber('P-0', '.'), readNumber('12 EUR', '.'), readNumber('INR 5', '.')]).toEqual([null, 12, 5]);
  expect([readNumber('many', '.'), readNumber('', '.'), readNumber('(5)', '.')]).toEqual([null, null, -5]);
});

test('a typed price may carry separators or be left out', () => {
  expect([readPrice(''), readPrice('199.50'), readPrice('1,299'), readPrice('2,5')]).toEqual([undefined, 199.5, 1299, 2.5]);
  expect([readPrice('0'), readPrice('free'), readPrice('-3')]).toEqual([null, null, null]);
});

test('confidence is told in three words', () => {
  expect([0.95, 0.7, 0.2].map(confidenceWord)).toEqual(['sure', 'likely', 'guess']);
});

test('what the API calls missing becomes the file that adds it', () => {
  expect(missingFiles(['unit_cost', 'inventory', 'product_master', 'weather'])).toEqual(['inventory', 'products']);
});

test('files of a wrong kind and empty files are caught before the upload', () => {
  expect(fileProblem('Sales.XLSX', 10)).toBeNull();
  expect(fileProblem('sales.csv.gz', 10)).toBeNull();
  expect(fileProblem('sales.pdf', 10)).toBe('badType');
  expect(fileProblem('sales.csv', 0)).toBe('empty');
  expect(fileProblem('sales.zip', 10)).toBeNull();
  expect(fileProblem('sales.xls', 10)).toBe('oldExcel');
  expect(fileProblem('sales.csv', 6 * 1024 ** 3)).toBe('tooLarge');
});
