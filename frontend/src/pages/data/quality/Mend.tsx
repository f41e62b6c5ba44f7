import { Button } from '@mantine/core';
import { useMutation, useQueries } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rejectsOf } from '@/api/intake';
import { uploadQuery } from '@/api/queries';
import type { Upload } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { Badge } from '@/ui/Badges';
import { Icon } from '@/ui/Icon';
import { toast } from '@/ui/toasts';
import { DropZone } from '../DropZone';
import { Transfers } from '../sending/Transfers';
import { send, useArrived } from '../sending/queue';
import type { Transfer } from '../sending/transfer';
import { TONES } from '../states';
import { fileProblem, type FileProblem } from '../tables';
import css from './Quality.module.css';

/** Rows that were set aside, in three steps: fetch them, mend them in place, send that very file. */
export function Mend({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const navigate = useNavigate();
  const [sent, setSent] = useState<Transfer | null>(null);
  const [problem, setProblem] = useState<FileProblem | null>(null);
  useArrived(sent, (uploadId) =>
    void navigate({ to: '/data/$uploadId', params: { uploadId }, search: (previous) => ({ store: previous.store }) }),
  );
  const download = useMutation({
    mutationFn: () => rejectsOf(upload.upload_id),
    onSuccess: ({ download_url }) => window.location.assign(download_url),
    onError: () => toast(t('quality.downloadFailed'), { tone: 'bad' }),
  });
  const take = ([file]: readonly File[]) => {
    if (!file) return;
    const wrong = fileProblem(file.name, file.size);
    setProblem(wrong);
    if (wrong) return;
    const { table, currency, simulated } = upload;
    const wish = { file, table, currency: currency ?? undefined, simulated, mends: upload.mends ?? upload.upload_id };
    setSent(send([wish])[0] ?? null);
  };
  return (
    <section className={css.mend} aria-labelledby="mend-title">
      <h3 id="mend-title">{t('mend.title', { count: upload.counts?.rejected ?? 0, rows: formats.count(upload.counts?.rejected) })}</h3>
      <ol className={css.steps}>
        <li>
          <p>{t('mend.fetch')}</p>
          <Button
            variant="default"
            leftSection={<Icon name="download" size={16} />}
            loading={download.isPending}
            onClick={() => download.mutate()}
          >
            {t('quality.download')}
          </Button>
        </li>
        <li>
          <p>{t('mend.correct')}</p>
          <p className="muted small">{t('mend.correctHint')}</p>
        </li>
        <li>
          <p>{t('mend.resend')}</p>
          <DropZone compact onFiles={take} invite={t('mend.drop')} choose={t('mend.choose')} testId="mend-input" />
          {problem && (
            <p role="alert" className={css.problem}>
              {t(`upload.${problem}`, { file: '' }).trim()}
            </p>
          )}
          <Transfers />
        </li>
      </ol>
      <p className="muted small">{t('mend.safe')}</p>
    </section>
  );
}

/** Files that brought rows of this one back. */
export function MendedBy({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const mends = useQueries({ queries: ids.map(uploadQuery) }).flatMap(({ data }) => data ?? []);
  if (ids.length === 0) return null;
  return (
    <section aria-labelledby="mended-title">
      <h3 id="mended-title">{t('mend.list')}</h3>
      <ul className={css.mended}>
        {mends.map((mend) => (
          <li key={mend.upload_id}>
            <Link to="/data/$uploadId" params={{ uploadId: mend.upload_id }} search={(previous) => ({ store: previous.store })}>
              {mend.file_name}
            </Link>
            <span className="muted small">
              {formats.ago(mend.created_at)}
              {mend.counts && ` · ${t('mend.counts', { count: mend.counts.kept + mend.counts.returns, kept: formats.count(mend.counts.kept + mend.counts.returns), rejected: formats.count(mend.counts.rejected) })}`}
            </span>
            <Badge tone={TONES[mend.state]} text={t(`state.${mend.state}`)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
