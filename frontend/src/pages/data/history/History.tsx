import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { uploadsQuery } from '@/api/queries';
import { TABLES, UPLOAD_STATES } from '@/app/search';
import { Choice } from '@/ui/Choice';
import { ErrorView, StateView } from '@/ui/StateView';
import { FileRow } from './FileRow';
import css from './History.module.css';

/** All files uploaded so far, newest first, with their state. */
export function History() {
  const { t } = useTranslation('data');
  const { t: tc } = useTranslation();
  const { of, state } = useSearch({ from: '/inside/data' });
  const query = useInfiniteQuery(uploadsQuery({ table: of, state }));
  const uploads = query.data?.pages.flatMap((page) => page.uploads) ?? [];
  const filtered = of !== undefined || state !== undefined;
  return (
    <section className={css.history} aria-labelledby="history-title">
      <header className={css.header}>
        <h2 id="history-title">{t('history.title')}</h2>
        <Filters />
      </header>
      {query.isPending && <Skeleton height={180} radius="lg" />}
      {query.error && (
        <div className="card">
          <ErrorView error={query.error} onRetry={() => void query.refetch()} />
        </div>
      )}
      {query.data && uploads.length === 0 && (
        <div className="card">
          <StateView
            icon="inbox"
            title={t(filtered ? 'history.noneMatch' : 'history.empty')}
            detail={filtered ? undefined : t('history.emptyDetail')}
          />
        </div>
      )}
      {uploads.length > 0 && (
        <ul className={`card ${css.files}`}>
          {uploads.map((upload) => (
            <FileRow key={upload.upload_id} upload={upload} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button variant="default" className={css.more} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {tc('more')}
        </Button>
      )}
    </section>
  );
}

function Filters() {
  const { t } = useTranslation('data');
  const { of, state } = useSearch({ from: '/inside/data' });
  const navigate = useNavigate();
  const filter = (change: { of?: string; state?: string }) =>
    void navigate({
      to: '/data',
      search: (previous) => ({ ...previous, ...change }) as never,
      replace: true,
      resetScroll: false,
    });
  return (
    <div className={css.filters}>
      <Choice
        label={t('history.ofTable')}
        value={of ?? ''}
        onChange={(value) => filter({ of: value || undefined })}
        options={[
          { value: '', label: t('history.allTables') },
          ...TABLES.map((table) => ({ value: table, label: t(`table.${table}.name`) })),
        ]}
      />
      <Choice
        label={t('history.inState')}
        value={state ?? ''}
        onChange={(value) => filter({ state: value || undefined })}
        options={[
          { value: '', label: t('history.allStates') },
          ...UPLOAD_STATES.map((each) => ({ value: each, label: t(`state.${each}`) })),
        ]}
      />
    </div>
  );
}
