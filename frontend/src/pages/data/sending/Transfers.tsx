import { Button, Progress } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '@/api/client';
import { useFormats } from '@/format/useFormats';
import { Icon } from '@/ui/Icon';
import css from './Transfers.module.css';
import { cancel, dismiss, useSnapshot, useTransfers } from './queue';
import type { Transfer } from './transfer';
import type { Snapshot } from './world';

/** The files on their way, with what can be done about each; or the one of an upload. */
export function Transfers({ only }: { readonly only?: string }) {
  const { t } = useTranslation('data');
  const transfers = useTransfers().filter((each) => !only || each.snapshot().uploadId === only);
  if (transfers.length === 0) return null;
  return (
    <ul className={css.list} aria-label={t('sending.title')}>
      {transfers.map((transfer, index) => (
        <TransferRow key={`${index}-${transfer.file.name}`} transfer={transfer} />
      ))}
    </ul>
  );
}

function TransferRow({ transfer }: { readonly transfer: Transfer }) {
  const { t } = useTranslation('data');
  const now = useSnapshot(transfer);
  const share = now.size ? now.sent / now.size : 0;
  return (
    <li className={css.row} data-phase={now.phase}>
      <div className={css.head}>
        <span className={css.name}>
          <strong>{transfer.file.name}</strong>{' '}
          <span className="muted small">{t(`table.${transfer.table}.name`)}</span>
        </span>
        <Controls transfer={transfer} now={now} />
      </div>
      {now.phase !== 'done' && (
        <Progress
          value={share * 100}
          animated={now.phase === 'sending'}
          color={now.phase === 'failed' ? 'red' : undefined}
          aria-label={t('upload.sending', { file: transfer.file.name })}
        />
      )}
      <Standing now={now} />
    </li>
  );
}

function Standing({ now }: { readonly now: Snapshot }) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const remaining = useRemaining(now.secondsLeft);
  const figures = [
    t('sending.of', { sent: formats.bytes(now.sent), size: formats.bytes(now.size) }),
    ...(now.speed ? [t('sending.speed', { speed: formats.bytes(now.speed) })] : []),
    ...(remaining ? [remaining] : []),
  ];
  const failure = now.error instanceof ApiProblem && now.error.status !== 0 ? now.error.message : t('sending.failedDetail');
  return (
    <>
      <p className="muted small" aria-hidden={now.phase === 'sending'}>
        {now.phase === 'sending' || now.phase === 'paused' ? figures.join(' · ') : null}
        {now.phase === 'waiting' && t('sending.waiting')}
      </p>
      <p role={now.phase === 'failed' ? 'alert' : 'status'} className={now.phase === 'failed' ? css.failed : 'small'}>
        {now.phase === 'sending' && now.resumed && t('sending.resumed')}
        {now.phase === 'paused' && t('sending.paused')}
        {now.phase === 'offline' && t('sending.offline')}
        {now.phase === 'done' && t('sending.done')}
        {now.phase === 'failed' && `${t('sending.failed')} ${failure}`}
      </p>
    </>
  );
}

function useRemaining(seconds: number | null): string | null {
  const { t } = useTranslation('data');
  const { locale } = useFormats();
  if (seconds === null) return null;
  const unit = seconds < 90 ? 'second' : 'minute';
  const value = seconds < 90 ? seconds : Math.round(seconds / 60);
  const time = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
  return t('sending.left', { time });
}

function Controls({ transfer, now }: { readonly transfer: Transfer; readonly now: Snapshot }) {
  const { t } = useTranslation('data');
  const { t: tc } = useTranslation();
  const file = transfer.file.name;
  const moving = now.phase === 'sending' || now.phase === 'offline';
  if (now.phase === 'done') {
    return (
      <span className={css.buttons}>
        {now.uploadId && (
          <Button
            component={Link}
            to="/data/$uploadId"
            params={{ uploadId: now.uploadId } as never}
            size="xs"
            variant="default"
          >
            {t('sending.open')}
          </Button>
        )}
        <button type="button" className={css.icon} aria-label={t('sending.dismiss', { file })} onClick={() => dismiss(transfer)}>
          <Icon name="cross" size={18} />
        </button>
      </span>
    );
  }
  return (
    <span className={css.buttons}>
      {moving && now.pausable && (
        <Button size="xs" variant="default" aria-label={`${t('sending.pause')}: ${file}`} onClick={() => transfer.pause()}>
          {t('sending.pause')}
        </Button>
      )}
      {(now.phase === 'paused' || now.phase === 'failed') && (
        <Button size="xs" aria-label={`${t(now.phase === 'paused' ? 'sending.resume' : 'upload.again')}: ${file}`} onClick={() => void transfer.run()}>
          {t(now.phase === 'paused' ? 'sending.resume' : 'upload.again')}
        </Button>
      )}
      <Button size="xs" variant="default" aria-label={`${tc('cancel')}: ${file}`} onClick={() => cancel(transfer)}>
        {tc('cancel')}
      </Button>
    </span>
  );
}
