import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { uploadsQuery } from '@/api/queries';
import type { Upload, UploadState } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { Badge, SimulatedBadge } from '@/ui/Badges';
import { Icon } from '@/ui/Icon';
import { ErrorView, StateView } from '@/ui/StateView';
import css from './DataPage.module.css';

const TONES: Record<UploadState, 'good' | 'bad' | 'gold' | 'brand' | 'plain'> = {
  awaiting_upload: 'plain',
  inspecting: 'brand',
  needs_mapping: 'gold',
  cleaning: 'brand',
  curated: 'good',
  failed: 'bad',
};

/** All files uploaded so far, newest first, with their state. */
export function History() {
  const { t } = useTranslation('data');
  const { t: tc } = useTranslation();
  const query = useInfiniteQuery(uploadsQuery());
  const uploads = query.data?.pages.flatMap((page) => page.uploads) ?? [];
  return (
    <section className={css.history} aria-labelledby="history-title">
      <h2 id="history-title">{t('history.title')}</h2>
      {query.isPending && <Skeleton height={180} radius="lg" />}
      {query.error && (
        <div className="card">
          <ErrorView error={query.error} onRetry={() => void query.refetch()} />
        </div>
      )}
      {query.data && uploads.length === 0 && (
        <div className="card">
          <StateView icon="inbox" title={t('history.empty')} detail={t('history.emptyDetail')} />
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

function FileRow({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const retryable = upload.state === 'failed' || upload.state === 'awaiting_upload';
  return (
    <li className={css.file}>
      <Icon name="file" />
      <span>
        <Link
          className={css.name}
          to="/data/$uploadId"
          params={{ uploadId: upload.upload_id }}
          search={(previous) => ({ store: previous.store })}
        >
          {upload.file_name}
        </Link>
        <span className={`muted small ${css.sub}`}>
          {t('history.by', { by: upload.created_by, ago: formats.ago(upload.created_at) })}
        </span>
      </span>
      <span>
        {t(`table.${upload.table}.name`)}
        <span className={`muted small ${css.sub}`}>
          {upload.counts ? t('history.rows', { rows: formats.count(upload.counts.kept) }) : formats.bytes(upload.size_bytes)}
        </span>
      </span>
      <span>
        <Badge tone={TONES[upload.state]} text={t(`state.${upload.state}`)} /> {upload.simulated && <SimulatedBadge />}
      </span>
      {retryable ? (
        <Button
          className={css.retry}
          size="xs"
          variant="default"
          component={Link}
          to="/data"
          search={{ table: upload.table } as never}
          onClick={() => window.scrollTo({ top: 0 })}
        >
          {t('history.retry')}
        </Button>
      ) : (
        <Icon name="right" size={18} />
      )}
    </li>
  );
}
