/** The decisions of one or several stores: reading, ranking, and changing them with undo. */
import { useMutation, useQueries, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { decide, type Verdict } from '@/api/commands';
import { recommendationsQuery } from '@/api/queries';
import type { Recommendation, RecommendationStatus, Recommendations } from '@/api/types';
import { toNumber } from '@/format/format';
import type { NamedStore } from '@/shell/tenant';

/** With all stores in view, the lists of this many stores are read and merged. */
export const MOST_STORES = 8;

const STATUS_AFTER: Record<Verdict, RecommendationStatus> = {
  accept: 'accepted',
  reject: 'rejected',
  undo: 'proposed',
};

/** Sorts decisions by what they are worth, dearest first; ties keep a stable order. */
export const rank = (recommendations: readonly Recommendation[]): Recommendation[] =>
  recommendations.toSorted(
    (one, other) => (toNumber(other.score) ?? 0) - (toNumber(one.score) ?? 0) || one.rec_id.localeCompare(other.rec_id),
  );

/** The same list with one decision replaced. */
export const replaceOne = (list: Recommendations, changed: Recommendation): Recommendations => ({
  ...list,
  recommendations: list.recommendations.map((each) =>
    each.rec_id === changed.rec_id && each.store_id === changed.store_id ? { ...each, ...changed } : each,
  ),
});

/** A decision as it will be once the verdict is saved. */
export const afterVerdict = (rec: Recommendation, verdict: Verdict, by: string, at: string): Recommendation =>
  verdict === 'undo'
    ? { ...rec, status: 'proposed', by: null, at: null }
    : { ...rec, status: STATUS_AFTER[verdict], by, at };

/** Reads and merges the decisions of the stores in view. */
export function useDecisions(storeId: string | undefined, stores: readonly NamedStore[], category?: string) {
  const ids = storeId ? [storeId] : stores.slice(0, MOST_STORES).map((store) => store.store_id);
  return useQueries({
    queries: ids.map((id) => recommendationsQuery(id, { category })),
    combine: (answers) => ({
      isPending: answers.some((answer) => answer.isPending),
      error: answers.find((answer) => answer.error)?.error ?? null,
      refetch: () => Promise.all(answers.map((answer) => answer.refetch())),
      list: rank(answers.flatMap((answer) => answer.data?.recommendations ?? [])),
      partial: !storeId && stores.length > MOST_STORES,
    }),
  });
}

interface Change {
  readonly rec: Recommendation;
  readonly verdict: Verdict;
  readonly reason?: string;
}

/** Saves a verdict: the list changes at once, and changes back when saving fails. */
export function useDecide(by: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ rec, verdict, reason }: Change) => decide(rec, verdict, reason),
    onMutate: ({ rec, verdict }) => put(queries, afterVerdict(rec, verdict, by, new Date().toISOString())),
    onSuccess: (saved) => put(queries, saved),
    onError: (_error, { rec }) => put(queries, rec),
  });
}

function put(queries: QueryClient, rec: Recommendation): void {
  queries.setQueriesData<Recommendations>({ queryKey: ['recommendations', rec.store_id] }, (list) =>
    list ? replaceOne(list, rec) : list,
  );
}
