/** The tenant and the stores in scope, and the store chosen in the URL. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { kpiQuery } from '@/api/queries';
import type { Kpis, Store } from '@/api/types';
import { useSession } from '@/auth/session';

/** The store that stands for the whole scope: none (all) or a seller's first store. */
function useScopeStore(): string | undefined {
  const stores = useSession()?.claims.stores ?? '*';
  return stores === '*' ? undefined : stores[0];
}

/** The tenant's key facts; `data` is null while it has no figures yet. */
export function useTenant() {
  return useQuery(kpiQuery(useScopeStore()));
}

export interface StoreChoice {
  /** The chosen store, or undefined for all stores in scope. */
  readonly storeId: string | undefined;
  readonly stores: readonly Store[];
  readonly mayChooseAll: boolean;
  readonly choose: (storeId: string | undefined) => void;
}

/** The store chosen in the URL, within the person's scope. */
export function useStoreChoice(): StoreChoice {
  const scopeStore = useScopeStore();
  const { data } = useTenant();
  const { store } = useSearch({ strict: false });
  const navigate = useNavigate();
  return {
    storeId: store ?? scopeStore,
    stores: storesInScope(data, scopeStore),
    mayChooseAll: scopeStore === undefined,
    choose: (storeId) =>
      void navigate({ to: '.', search: (previous) => ({ ...previous, store: storeId }), replace: true }),
  };
}

function storesInScope(kpis: Kpis | null | undefined, scopeStore: string | undefined): readonly Store[] {
  if (kpis?.stores.length) return kpis.stores;
  return scopeStore ? [{ store_id: scopeStore, store_name: scopeStore }] : [];
}
