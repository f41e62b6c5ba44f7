import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { forecastListQuery } from '@/api/queries';
import { useFormats } from '@/format/useFormats';
import { useStoreChoice, useTenant } from '@/shell/tenant';
import { Page } from '@/ui/Page';
import { ErrorView, StateView } from '@/ui/StateView';
import { ForecastTable } from './ForecastTable';
import css from './ForecastsPage.module.css';
import { ListFilters } from './ListFilters';
import { categoriesOf, filterRows, sortRows } from './rows';

const STEP = 50;

/** All products of a store with what they sold and will sell. */
export function ForecastsPage() {
  const { t } = useTranslation('forecasts');
  const tenant = useTenant();
  const { storeId, stores, nameOf } = useStoreChoice();
  const store = storeId ?? stores[0]?.store_id;
  if (tenant.isPending) return <ListSkeleton title={t('title')} />;
  if (tenant.error) return <ErrorView error={tenant.error} onRetry={() => void tenant.refetch()} />;
  if (!store) {
    return (
      <Page title={t('title')}>
        <NoForecasts />
      </Page>
    );
  }
  return <StoreForecasts key={store} storeId={store} storeName={nameOf(store)} />;
}

function StoreForecasts({ storeId, storeName }: { readonly storeId: string; readonly storeName: string }) {
  const { t } = useTranslation('forecasts');
  const { t: tc } = useTranslation();
  const formats = useFormats();
  const search = useSearch({ from: '/inside/forecasts' });
  const query = useInfiniteQuery(forecastListQuery(storeId));
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filter = useDeferredValue(search);
  const found = sortRows(filterRows(rows, filter), filter, formats.locale);
  const [shown, setShown] = useState(STEP);
  useReadAll(Boolean(search.q ?? search.category ?? search.sort), query);
  if (query.isPending) return <ListSkeleton title={t('title')} />;
  const searching = query.isFetchingNextPage;
  const count = query.hasNextPage && found.length === rows.length;
  const asOf = query.data?.pages[0]?.as_of;
  return (
    <Page title={t('title')} lead={asOf ? `${storeName} · ${tc('asOf', { date: formats.date(asOf) })}` : storeName}>
      {query.error && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {!query.error && rows.length === 0 && <NoForecasts />}
      {rows.length > 0 && (
        <>
          <ListFilters categories={categoriesOf(rows)} />
          <p className="muted" role="status">
            {count
              ? t('list.countMore', { formatted: formats.count(found.length) })
              : t('list.count', { count: found.length, formatted: formats.count(found.length) })}
            {searching && ` · ${t('list.searching')}`}
          </p>
          {found.length === 0 && !searching ? (
            <div className="card">
              <StateView icon="search" title={t('list.empty')} detail={t('list.emptyDetail')} />
            </div>
          ) : (
            <ForecastTable rows={found.slice(0, shown)} storeId={storeId} />
          )}
          {(found.length > shown || query.hasNextPage) && (
            <Button
              variant="default"
              className={css.more}
              loading={searching}
              onClick={() => {
                setShown(shown + STEP);
                if (found.length <= shown + STEP && query.hasNextPage) void query.fetchNextPage();
              }}
            >
              {tc('more')}
            </Button>
          )}
        </>
      )}
    </Page>
  );
}

interface Pages {
  readonly hasNextPage: boolean;
  readonly isFetching: boolean;
  readonly fetchNextPage: () => unknown;
}

/** Searching and sorting concern every product, so the remaining pages are read, one after another. */
function useReadAll(wanted: boolean, { hasNextPage, isFetching, fetchNextPage }: Pages): void {
  useEffect(() => {
    if (wanted && hasNextPage && !isFetching) void fetchNextPage();
  }, [wanted, hasNextPage, isFetching, fetchNextPage]);
}

function NoForecasts() {
  const { t } = useTranslation('forecasts');
  return (
    <div className="card">
      <StateView icon="forecasts" title={t('list.none')} detail={t('list.noneDetail')}>
        <Button component={Link} to="/data">
          {t('list.upload')}
        </Button>
      </StateView>
    </div>
  );
}

function ListSkeleton({ title }: { readonly title: string }) {
  return (
    <Page title={title} lead={'\u00a0'}>
      <Skeleton height={40} radius="md" maw={640} />
      <Skeleton height={560} radius="lg" />
    </Page>
  );
}
