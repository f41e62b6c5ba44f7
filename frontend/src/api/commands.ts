/** What the pages change. */
import { api, newIdempotencyKey } from './client';
import type { PlanRun, PriceAsk, PriceSuggestion, Recommendation } from './types';

export type Verdict = 'accept' | 'reject' | 'undo';
const segment = encodeURIComponent;

export const decide = (rec: Recommendation, verdict: Verdict, reason?: string): Promise<Recommendation> =>
  api('POST', `/recommendations/${segment(rec.rec_id)}/${verdict}`, {
    body: { store_id: rec.store_id, ...(reason ? { reason } : {}) },
    idempotencyKey: newIdempotencyKey(),
  });

export const suggestPrice = (ask: PriceAsk): Promise<PriceSuggestion> =>
  api('POST', '/pricing-suggest', { body: ask });

export const startRun = (): Promise<PlanRun> =>
  api('POST', '/plan/runs', { body: {}, idempotencyKey: newIdempotencyKey() });
