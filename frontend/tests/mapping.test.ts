import { expect, test } from 'vitest';
import { change, confidenceWord, problemsOf, startDraft, toAsk } from '@/pages/data/mapping';
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
  expect(problemsOf(draft).missing).toEqual(['store_id']);
});

test('a choice completes the mapping and is no longer called a suggestion', () => {
  const draft = change(startDraft(UPLOAD), { type: 'column', target: 'store_id', column: 'Country' });
  expect(problemsOf(draft)).toEqual({ missing: [], twice: [], unanswered: false });
  expect(draft.matches[2]?.confidence).toBeNull();
  expect(toAsk(draft)).toEqual({
    mapping: { date: 'InvoiceDate', sku_id: 'StockCode', store_id: 'Country', units_sold: 'Quantity' },
  });
});

test('one column cannot serve twice', () => {
  const draft = change(startDraft(UPLOAD), { type: 'column', target: 'store_id', column: 'StockCode' });
  expect(problemsOf(draft).twice).toEqual(['StockCode']);
});

test('a question stays in the way until it is answered, and its answer travels with the mapping', () => {
  const asked = { ...UPLOAD, questions: [{ field: 'date_format', text: 'Day or month first?', options: [] }] } as const;
  const open = startDraft(asked);
  expect(problemsOf(open).unanswered).toBe(true);
  const answered = change(open, { type: 'answer', field: 'date_format', value: '%d/%m/%Y' });
  expect(problemsOf(answered).unanswered).toBe(false);
  expect(toAsk(answered).date_format).toBe('%d/%m/%Y');
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
});
