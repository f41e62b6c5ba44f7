import { Alert, Button, Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { uploadQuery } from '@/api/queries';
import type { Upload, UploadState } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { SimulatedBadge } from '@/ui/Badges';
import { Icon } from '@/ui/Icon';
import { Page } from '@/ui/Page';
import { ErrorView, StateView } from '@/ui/StateView';
import { Timeline } from '@/ui/Timeline';
import { Outcome } from './Outcome';
import css from './UploadPage.module.css';
import { DeleteUpload } from './history/DeleteUpload';
import { MatchForm } from './matching/MatchForm';
import { ProfileNote } from './matching/ProfileNote';
import { stepsOf } from './progress';
import { Quality } from './quality/Quality';
import { DELETABLE } from './states';
import { useTargetName } from './useTargetName';

/** One file on its way: progress, column match, quality report. */
export function UploadPage() {
  const { t } = useTranslation('data');
  const { uploadId } = useParams({ from: '/inside/data/$uploadId' });
  const { data: upload, error, isPending, refetch } = useQuery(uploadQuery(uploadId));
  useRefreshList(upload?.state, upload?.mends);
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

function useRefreshList(state: Upload['state'] | undefined, root: string | null | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['uploads'] });
    if (root) void queries.invalidateQueries({ queryKey: ['upload', root] });
    if (state === 'curated') void queries.invalidateQueries({ queryKey: ['plan-run'] });
  }, [state, root, queries]);
}

function UploadView({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const steps = stepsOf(upload).map(({ state, at, mark }) => ({ label: t(`state.${state}`), at, state: mark }));
  const [rematch, setRematch] = useState(false);
  const matching = upload.state === 'needs_mapping' || (rematch && REMATCHABLE.has(upload.state));
  if (upload.state === 'deleted') {
    return (
      <div className="card">
        <StateView icon="inbox" title={t('state.deleted')} detail={t('delete.done')} />
      </div>
    );
  }
  return (
    <Page title={upload.file_name} lead={t(`table.${upload.table}.name`)} aside={upload.simulated && <SimulatedBadge />}>
      <div className={css.columns} data-wide={matching}>
        <section className={`card ${css.panel} ${css.progress}`} aria-labelledby="timeline-title">
          <h2 id="timeline-title">{t('detail.timeline')}</h2>
          <div aria-live="polite">
            <Timeline steps={steps} label={t('detail.timeline')} />
          </div>
          <Facts upload={upload} />
          <Remove upload={upload} />
        </section>
        <div className={css.column}>
          <Outcome upload={upload} />
          {upload.mends && <MendOf rootId={upload.mends} />}
          {matching && <MatchForm key={upload.updated_at} upload={upload} onDone={() => setRematch(false)} />}
          {!matching && !upload.mends && REMATCHABLE.has(upload.state) && upload.mapping && upload.columns.length > 0 && (
            <MatchInUse upload={upload} onChange={() => setRematch(true)} />
          )}
          {!matching && <Quality upload={upload} />}
        </div>
      </div>
    </Page>
  );
}

const REMATCHABLE: ReadonlySet<UploadState> = new Set<UploadState>(['curated', 'failed']);

function Facts({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const { format } = upload;
  const written = [
    format?.kind.toUpperCase(),
    format?.packed,
    format?.encoding?.toUpperCase(),
    format?.delimiter && `“${format.delimiter === '\t' ? 'Tab' : format.delimiter}”`,
  ].filter(Boolean);
  const facts = [
    [t('detail.at'), formats.dateTime(upload.created_at)],
    [t('detail.by'), upload.created_by],
    [t('detail.size'), formats.bytes(upload.size_bytes)],
    ...(written.length > 0 ? [[t('detail.format'), written.join(', ')]] : []),
    ...(upload.origin === 'file' ? [] : [[t('detail.origin'), t(`origin.${upload.origin}`)]]),
    ...(upload.currency ? [[t('detail.currency'), upload.currency]] : []),
    ...(upload.as_of ? [[t('detail.asOf'), formats.date(upload.as_of)]] : []),
  ];
  return (
    <dl className={css.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="muted small">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Remove({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  if (!DELETABLE.has(upload.state)) return null;
  return (
    <div>
      <Button
        size="xs"
        variant="default"
        leftSection={<Icon name="trash" size={16} />}
        onClick={() => setAsking(true)}
      >
        {t('delete.open')}
      </Button>
      {asking && (
        <DeleteUpload
          upload={upload}
          onClose={() => setAsking(false)}
          onDeleted={() => void navigate({ to: '/data', search: (previous) => ({ store: previous.store }) })}
        />
      )}
    </div>
  );
}

function MendOf({ rootId }: { readonly rootId: string }) {
  const { t } = useTranslation('data');
  const { data: root } = useQuery(uploadQuery(rootId));
  return (
    <Alert icon={<Icon name="undo" />}>
      {t('mend.of')}{' '}
      <Link to="/data/$uploadId" params={{ uploadId: rootId }} search={(previous) => ({ store: previous.store })}>
        {root?.file_name ?? t('mend.root')}
      </Link>
    </Alert>
  );
}

interface MatchInUseProps {
  readonly upload: Upload;
  readonly onChange: () => void;
}

/** The match that was used, with a way to correct it. */
function MatchInUse({ upload, onChange }: MatchInUseProps) {
  const { t } = useTranslation('data');
  const targetName = useTargetName();
  const pairs = Object.entries(upload.mapping ?? {});
  return (
    <section className={`card ${css.panel}`} aria-labelledby="match-title">
      <div className={css.matchHead}>
        <h2 id="match-title">{t('mapping.inUse')}</h2>
        <Button size="xs" variant="default" onClick={onChange}>
          {t('mapping.change')}
        </Button>
      </div>
      {upload.profile && <ProfileNote profile={upload.profile} />}
      <ul className={css.pairs}>
        {pairs.map(([target, column]) => (
          <li key={target}>
            <span className="muted">{column} →</span> {targetName(target)}
          </li>
        ))}
      </ul>
    </section>
  );
}
