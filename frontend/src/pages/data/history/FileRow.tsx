import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Upload } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { Badge, SimulatedBadge } from '@/ui/Badges';
import { Icon } from '@/ui/Icon';
import { DELETABLE, TONES } from '../states';
import { useProblemText } from '../useProblemText';
import { DeleteUpload } from './DeleteUpload';
import css from './History.module.css';

/** One file of the history: what it is, where it stands, and what can be done. */
export function FileRow({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const problemText = useProblemText();
  const problem = upload.state === 'failed' && upload.problem ? problemText(upload.problem) : null;
  const again = upload.state === 'failed' || upload.state === 'awaiting_upload';
  return (
    <li className={css.file}>
      <Icon name={upload.mends ? 'undo' : 'file'} />
      <span className={css.what}>
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
        {problem && (
          <span className={`small ${css.problem}`}>
            {problem.title}: {problem.detail}
          </span>
        )}
      </span>
      <span>
        {t(`table.${upload.table}.name`)}
        <span className={`muted small ${css.sub}`}>
          {upload.counts ? t('history.rows', { count: upload.counts.kept, rows: formats.count(upload.counts.kept) }) : formats.bytes(upload.size_bytes)}
        </span>
      </span>
      <span className={css.badges}>
        <Badge tone={TONES[upload.state]} text={t(`state.${upload.state}`)} />
        {upload.origin !== 'file' && <Badge tone="plain" text={t(`origin.${upload.origin}`)} />}
        {upload.mends && <Badge tone="plain" text={t('mend.badge')} />}
        {upload.simulated && <SimulatedBadge />}
        {again && upload.origin === 'file' && (
          <Button
            className={css.again}
            size="xs"
            variant="default"
            component={Link}
            to="/data"
            search={{ table: upload.table } as never}
            onClick={() => window.scrollTo({ top: 0 })}
          >
            {t('history.retry')}
          </Button>
        )}
      </span>
      <Actions upload={upload} />
    </li>
  );
}

function Actions({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('data');
  const [asking, setAsking] = useState(false);
  return (
    <span className={css.actions}>
      {DELETABLE.has(upload.state) && (
        <button
          type="button"
          className={css.icon}
          aria-label={t('delete.label', { file: upload.file_name })}
          onClick={() => setAsking(true)}
        >
          <Icon name="trash" size={18} />
        </button>
      )}
      {asking && <DeleteUpload upload={upload} onClose={() => setAsking(false)} />}
    </span>
  );
}
