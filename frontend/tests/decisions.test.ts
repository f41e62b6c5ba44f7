import { expect, test } from 'vitest';
import type { Recommendation } from '@/api/types';
import { afterVerdict, rank, replaceOne } from '@/pages/today/decisions';

const rec = (rec_id: string, score: string | number): Recommendation => ({
  rec_id,
  rec_type: 'reorder',
  sku_id: 'A',
  store_id: 'S01',
  product_name: 'Atta',
  run_date: '2026-11-20',
  score,
  status: 'proposed',
  explanation: '',
  components: {},
  payload: {},
  degraded: false,
  category: null,
});

test('the dearest decision comes first, also with decimal strings', () => {
  expect(rank([rec('a', 5), rec('b', '40.5'), rec('c', 12)]).map(({ rec_id }) => rec_id)).toEqual(['b', 'c', 'a']);
});

test('a verdict marks who and when, and undo clears both', () => {
  const accepted = afterVerdict(rec('a', 1), 'accept', 'me', '2026-11-21T08:00:00Z');
  expect([accepted.status, accepted.by]).toEqual(['accepted', 'me']);
  const undone = afterVerdict(accepted, 'undo', 'me', '2026-11-21T08:01:00Z');
  expect([undone.status, undone.by, undone.at]).toEqual(['proposed', null, null]);
});

test('replacing one decision leaves the others and what the answer leaves out', () => {
  const list = { as_of_date: '2026-11-20', recommendations: [rec('a', 1), rec('b', 2)] };
  const next = replaceOne(list, { ...rec('b', 2), status: 'rejected' });
  expect(next.recommendations.map(({ status }) => status)).toEqual(['proposed', 'rejected']);
});
