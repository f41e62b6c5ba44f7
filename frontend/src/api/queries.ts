/** What the pages read, with keys and freshness in one place. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ApiProblem, api } from './client';
import type {
  Forecast,
  ForecastPage,
  KpiSeries,
  Kpis,
  MatchProfiles,
  PlanRun,
  Recommendations,
  RecommendationType,
  TableName,
  Upload,
  UploadState,
  Uploads,
} from './types';

const BUSY_POLL_MS = 2_000;
const IDLE_POLL_MS = 60_000;
const segment = encodeURIComponent;

/** The key figures of a store, or of all in scope. */
export const kpiQuery = (storeId?: string) =>
  queryOptions({
    queryKey: ['kpi', storeId ?? '*'],
    queryFn: ({ signal }) => api<Kpis>('GET', '/kpi', { query: { store_id: storeId }, signal }),
  });

export const kpiSeriesQuery = (storeId: string | undefined, days: number) =>
  queryOptions({
    queryKey: ['kpi-series', storeId ?? '*', days],
    queryFn: ({ signal }) => api<KpiSeries>('GET', '/kpi/series', { query: { store_id: storeId, days }, signal }),
  });

export interface DecisionFilter {
  readonly category?: string;
  readonly recType?: RecommendationType;
}

export const recommendationsQuery = (storeId: string, filter: DecisionFilter) =>
  queryOptions({
    queryKey: ['recommendations', storeId, filter.category ?? '*', filter.recType ?? '*'],
    queryFn: ({ signal }) =>
      api<Recommendations>('POST', '/recommendations', {
        body: { store_id: storeId, category: filter.category, rec_type: filter.recType },
        signal,
      }),
  });

export const forecastListQuery = (storeId: string) =>
  infiniteQueryOptions({
    queryKey: ['forecasts', storeId],
    queryFn: ({ pageParam, signal }) =>
      api<ForecastPage>('GET', '/forecast', { query: { store_id: storeId, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const forecastQuery = (storeId: string, skuId: string) =>
  queryOptions({
    queryKey: ['forecast', storeId, skuId],
    queryFn: ({ signal }) => api<Forecast>('GET', `/forecast/${segment(storeId)}/${segment(skuId)}`, { signal }),
  });

export interface UploadFilter {
  readonly table?: TableName;
  readonly state?: UploadState;
}

const AT_WORK = new Set<UploadState>(['awaiting_upload', 'inspecting', 'cleaning', 'deleting']);
const MOVING = new Set<UploadState>(['inspecting', 'cleaning', 'deleting']);

export const uploadsQuery = ({ table, state }: UploadFilter) =>
  infiniteQueryOptions({
    queryKey: ['uploads', table ?? '*', state ?? '*'],
    queryFn: ({ pageParam, signal }) =>
      api<Uploads>('GET', '/ingest', { query: { table, state, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.uploads.some((each) => MOVING.has(each.state)))
        ? 2 * BUSY_POLL_MS
        : false,
  });

export const uploadQuery = (uploadId: string) =>
  queryOptions({
    queryKey: ['upload', uploadId],
    queryFn: ({ signal }) => api<Upload>('GET', `/ingest/${segment(uploadId)}`, { signal }),
    refetchInterval: ({ state }) => (state.data && AT_WORK.has(state.data.state) ? BUSY_POLL_MS : false),
  });

/** The remembered matches of columns. */
export const profilesQuery = () =>
  queryOptions({
    queryKey: ['upload-profiles'],
    queryFn: ({ signal }) => api<MatchProfiles>('GET', '/ingest/profiles', { signal }),
  });

/** The latest planning run, or null when none has been asked for yet. */
export const latestRunQuery = () =>
  queryOptions({
    queryKey: ['plan-run'],
    queryFn: async ({ signal }) => {
      try {
        return await api<PlanRun>('GET', '/plan/runs/latest', { signal });
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }
    },
    refetchInterval: ({ state }) => (isRunning(state.data) ? BUSY_POLL_MS : IDLE_POLL_MS),
  });

export const isRunning = (run: PlanRun | null | undefined): boolean =>
  run?.state === 'requested' || run?.state === 'running';
