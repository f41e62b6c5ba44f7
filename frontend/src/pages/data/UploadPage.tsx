import { Alert, Button, Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { uploadQuery } from '@/api/queries';
import type { Upload } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { SimulatedBadge } from '@/ui/Badges';
import { Icon } from '@/ui/Icon';
import { Page } from '@/ui/Page';
import { ErrorView } from '@/ui/StateView';
import { Timeline } from '@/ui/Timeline';
import { MappingForm } from './MappingForm';
import { Quality } from './Quality';
import css from './UploadPage.module.css';
import { stepsOf } from './progress';

/** One file on its way: progress, column match, quality report. */
export function UploadPage() {
  const { t } = useTranslation('data');
  const { uploadId } = useParams({ from: '/inside/data/$uploadId' });
  const { data: upload, error, isPending, refetch } = useQuery(uploadQuery(uploadId));
  useRefreshList(upload?.state);
  return (
    <>
      <Link className={css.back} to="/data" search={(previous) => ({ store: previous.store })}>
        <Icon name="left" size={16} />
        {t('detail.back')}
      </Link>
      {isPending && <Skeleton height={320} radius="lg" />}
      {error && <ErrorView error={error} onRetry={() => void refetch()} />}
      {upload && <UploadView upload={upload} />}
    </>
  );
}

function useRefreshList(state: Upload['state'] | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['uploads'] });
    if (state === 'curated') void queries.invalidateQueries({ queryKey: ['plan-run'] });
  }, [state, queries]);
}

function UploadView({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const steps = stepsOf(upload).map(({ state, at, mark }) => ({ label: t(`state.${state}`), at, state: mark }));
  const facts = [
    [t('detail.at'), formats.dateTime(upload.created_at)],
    [t('detail.by'), upload.created_by],
    [t('detail.size'), formats.bytes(upload.size_bytes)],
    ...(upload.currency ? [[t('detail.currency'), upload.currency]] : []),
    ...(upload.as_of ? [[t('detail.asOf'), formats.date(upload.as_of)]] : []),
  ];
  return (
    <Page title={upload.file_name} lead={t(`table.${upload.table}.name`)} aside={upload.simulated && <SimulatedBadge />}>
      <div className={css.columns}>
        <section className={`card ${css.panel}`} aria-labelledby="timeline-title">
          <h2 id="timeline-title">{t('detail.timeline')}</h2>
          <div aria-live="polite">
            <Timeline steps={steps} label={t('detail.timeline')} />
          </div>
          <dl className={css.facts}>
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt className="muted small">{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
        <div className={css.column}>
          <Outcome upload={upload} />
          {upload.state === 'needs_mapping' && <MappingForm upload={upload} />}
          {upload.counts && <Quality upload={upload} />}
        </div>
      </div>
    </Page>
  );
}

function Outcome({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  if (upload.state === 'failed') {
    return (
      <Alert color="red" role="alert" title={upload.problem?.title ?? t('state.failed')} icon={<Icon name="alert" />}>
        <p>{upload.problem?.detail}</p>
        <Again upload={upload} />
      </Alert>
    );
  }
  if (upload.state === 'awaiting_upload') {
    return (
      <Alert icon={<Icon name="clock" />}>
        <p>{t('detail.expired')}</p>
        <Again upload={upload} />
      </Alert>
    );
  }
  if (upload.state === 'curated') {
    return (
      <Alert color="green" icon={<Icon name="check" />} title={t('state.curated')}>
        <p>{t('detail.next')}</p>
        <Button component={Link} to="/" size="xs" variant="default" mt="xs">
          {t('detail.toToday')}
        </Button>
      </Alert>
    );
  }
  return null;
}

function Again({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  return (
    <Button component={Link} to="/data" search={{ table: upload.table } as never} size="xs" variant="default" mt="xs">
      {t('detail.retryTitle')}
    </Button>
  );
}
