/** The tenant and the stores in scope, and the store chosen in the URL. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { kpiQuery } from '@/api/queries';

/** The key facts of everything in the person's scope; `as_of` is null before the first plan. */
export function useTenant() {
  return useQuery(kpiQuery());
}

export interface NamedStore {
  readonly store_id: string;
  readonly store_name: string;
}

export interface StoreChoice {
  /** The chosen store, or undefined for all stores in scope. */
  readonly storeId: string | undefined;
  readonly stores: readonly NamedStore[];
  readonly nameOf: (storeId: string) => string;
  readonly choose: (storeId: string | undefined) => void;
}

/** The store chosen in the URL, and those in scope to choose from. */
export function useStoreChoice(): StoreChoice {
  const { data } = useTenant();
  const { store } = useSearch({ strict: false });
  const navigate = useNavigate();
  const stores = (data?.stores ?? []).map(({ store_id, store_name }) => ({
    store_id,
    store_name: store_name ?? store_id,
  }));
  return {
    storeId: store,
    stores,
    nameOf: (storeId) => stores.find((each) => each.store_id === storeId)?.store_name ?? storeId,
    choose: (storeId) =>
      void navigate({ to: '.', search: (previous) => ({ ...previous, store: storeId }), replace: true }),
  };
}
