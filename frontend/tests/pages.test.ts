import { describe, expect, test } from 'vitest';
import type { ForecastRow } from '@/api/types';
import { forecastsSearch, signInSearch, todaySearch } from '@/app/search';
import { readClaims, rightsOf } from '@/auth/claims';
import { fromKpiSeries, lastActual } from '@/charts/series';
import { stepsOf } from '@/pages/data/progress';
import { driverKey } from '@/pages/forecasts/driverKey';
import { filterRows, sortRows } from '@/pages/forecasts/rows';
import { START, nextStep } from '@/pages/sign-in/flow';
import { sparkPath } from '@/ui/Sparkline';

const row = (sku_id: string, product_name: string, change_pct: number | null): ForecastRow => ({
  sku_id,
  product_name,
  category: 'Dairy',
  units_28d: 1,
  forecast_28d: 1,
  change_pct,
  revenue_28d: null,
  degraded: false,
});

describe('product list', () => {
  const rows = [row('A1', 'Amul Butter', 4), row('B2', 'Nescafé Classic', null), row('C3', 'Paneer', -9)];

  test('search ignores case and accents and needs every word', () => {
    expect(filterRows(rows, { q: 'nescafe' }).map((each) => each.sku_id)).toEqual(['B2']);
    expect(filterRows(rows, { q: 'amul a1' })).toHaveLength(1);
    expect(filterRows(rows, { q: 'amul paneer' })).toHaveLength(0);
  });

  test('unknown values come last in both directions', () => {
    expect(sortRows(rows, { sort: 'change' }).map((each) => each.sku_id)).toEqual(['A1', 'C3', 'B2']);
    expect(sortRows(rows, { sort: 'change', dir: 'asc' }).map((each) => each.sku_id)).toEqual(['C3', 'A1', 'B2']);
  });
});

describe('addresses', () => {
  test('filters that make no sense are dropped', () => {
    expect(todaySearch({ type: 'magic', status: 'accepted', days: 28 })).toMatchObject({ type: undefined, status: 'accepted', days: '28' });
    expect(forecastsSearch({ sort: 'revenue; drop', q: 12 })).toMatchObject({ sort: undefined, q: '12' });
  });

  test('after sign-in only addresses of the dashboard are followed', () => {
    expect(signInSearch({ next: '/data?table=sales' }).next).toBe('/data?table=sales');
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      expect(signInSearch({ next }).next).toBeUndefined();
    }
  });
});

describe('signing in', () => {
  test('a challenge leads to its form and back to the password with the e-mail kept', () => {
    const result = { kind: 'challenge', name: 'SOFTWARE_TOKEN_MFA', session: 's', user: 'u' } as const;
    const step = nextStep(START, { type: 'answered', result, email: 'a@b.example' });
    expect(step).toMatchObject({ name: 'challenge', challenge: 'SOFTWARE_TOKEN_MFA', session: 's' });
    expect(nextStep(step, { type: 'back' })).toEqual({ name: 'password', email: 'a@b.example' });
  });

  test('a reset ends at the password with a notice', () => {
    const step = nextStep(nextStep(START, { type: 'code-sent', email: 'a@b.example' }), { type: 'reset-done' });
    expect(step).toEqual({ name: 'password', email: 'a@b.example', notice: 'reset-done' });
  });
});

describe('claims and rights', () => {
  const token = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

  test('stores are a list or everything, unknown groups are ignored', () => {
    const claims = readClaims(token({ 'cognito:groups': ['seller', 'root'], 'custom:stores': 'S01, S02', email: 'é@x.example' }));
    expect(claims).toMatchObject({ roles: ['seller'], stores: ['S01', 'S02'], email: 'é@x.example' });
    expect(readClaims(token({ 'custom:stores': '*' })).stores).toBe('*');
    expect(readClaims(token({})).stores).toEqual([]);
  });

  test('administrators take no business action; sellers decide but start no plan', () => {
    expect(rightsOf(['admin'])).toMatchObject({ decide: false, runPlan: false, suggestPrice: false });
    expect(rightsOf(['seller'])).toMatchObject({ decide: true, runPlan: false, suggestPrice: true });
  });
});

describe('upload timeline', () => {
  const at = '2026-11-21T08:00:00Z';

  test('mapping is a step only when it is needed, and then asks for attention', () => {
    const plain = stepsOf({ state: 'cleaning', stages: [{ stage: 'inspecting', at }] });
    expect(plain.map(({ state, mark }) => `${state}:${mark}`)).toEqual([
      'awaiting_upload:done',
      'inspecting:done',
      'cleaning:busy',
      'curated:waiting',
    ]);
    const looks = ['inspecting', 'needs_mapping', 'inspecting', 'cleaning'].map((stage, second) => ({ stage, at: `T${second}` }));
    expect(stepsOf({ state: 'cleaning', stages: looks }).map((step) => step.at)).toEqual([undefined, 'T0', 'T1', 'T3', undefined]);
    const asked = stepsOf({ state: 'needs_mapping', stages: [] });
    expect(asked.find(({ state }) => state === 'needs_mapping')?.mark).toBe('attention');
  });

  test('a failure marks the step where it happened', () => {
    const failed = stepsOf({ state: 'failed', stages: [{ stage: 'inspecting', at }, { stage: 'failed', at }] });
    expect(failed.find(({ mark }) => mark === 'failed')?.state).toBe('inspecting');
  });
});

test('drivers get words, unknown ones none', () => {
  expect(driverKey('recent_sales')).toBe('recent_sales');
  expect(driverKey('toString')).toBeNull();
});

test('the business date is the last day with an actual', () => {
  const day = (date: string, units: number | null, forecast: number | null) =>
    ({ date, revenue: null, units, forecast_units: forecast, forecast_lower: null, forecast_upper: null }) as const;
  const points = fromKpiSeries({ as_of: '2026-11-20', series: [day('2026-11-20', 3, null), day('2026-11-21', null, 4)] });
  expect(lastActual(points)).toBe('2026-11-20');
});

test('a sparkline breaks where a value is unknown', () => {
  expect(sparkPath([1, null, 2, 3], 90, 32).match(/M/g)).toHaveLength(2);
});
