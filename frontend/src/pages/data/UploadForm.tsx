import { useNavigate, useSearch } from '@tanstack/react-router';
import { useReducer, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/ui/Icon';
import { Basket } from './Basket';
import { DropZone } from './DropZone';
import { PasteForm } from './PasteForm';
import css from './UploadForm.module.css';
import { EMPTY, changeBasket, type Refused } from './chosen';
import { guessTable } from './guess';
import { Transfers } from './sending/Transfers';
import { Unfinished } from './sending/Unfinished';
import { send, useArrived, type Wish } from './sending/queue';
import type { Transfer } from './sending/transfer';

/** Files or pasted rows in: chosen, told what they hold, sent. A single file's page opens once it has arrived. */
export function UploadForm() {
  const { t } = useTranslation('data');
  const { table } = useSearch({ from: '/inside/data' });
  const navigate = useNavigate();
  const [basket, change] = useReducer(changeBasket, EMPTY);
  const [pasting, setPasting] = useState(false);
  const [only, setOnly] = useState<Transfer | null>(null);
  const open = (uploadId: string) =>
    void navigate({ to: '/data/$uploadId', params: { uploadId }, search: (previous) => ({ store: previous.store }) });
  useArrived(only, open);
  const add = (files: readonly File[]) => {
    change({ type: 'add', files, table: table ?? null });
    if (table) return;
    for (const file of files) void guessTable(file).then((guess) => guess && change({ type: 'guess', file, table: guess }));
  };
  const start = (wishes: readonly Wish[]) => {
    const transfers = send(wishes);
    setOnly(transfers.length === 1 ? (transfers[0] ?? null) : null);
    change({ type: 'clear' });
  };
  return (
    <section className={`card ${css.form}`} aria-labelledby="upload-title">
      <h2 id="upload-title">{t('upload.title')}</h2>
      {pasting ? (
        <PasteForm preset={table ?? null} onDone={open} onBack={() => setPasting(false)} />
      ) : (
        <>
          <DropZone
            multiple
            compact={basket.chosen.length > 0}
            onFiles={add}
            invite={t(basket.chosen.length > 0 ? 'upload.dropMore' : 'upload.drop')}
            choose={t(basket.chosen.length > 0 ? 'upload.chooseMore' : 'upload.choose')}
            hint={basket.chosen.length > 0 ? undefined : t('upload.formats')}
          />
          <Refusals refused={basket.refused} />
          <Basket chosen={basket.chosen} onChange={change} onSend={start} />
          {basket.chosen.length === 0 && (
            <button type="button" className={css.paste} onClick={() => setPasting(true)}>
              <Icon name="table" size={18} />
              {t('paste.open')}
            </button>
          )}
        </>
      )}
      <Transfers />
      <Unfinished onFile={(file, began) => start([{ file, table: began, simulated: false }])} />
    </section>
  );
}

function Refusals({ refused }: { readonly refused: readonly Refused[] }) {
  const { t } = useTranslation('data');
  if (refused.length === 0) return null;
  return (
    <div role="alert" className={css.error}>
      {refused.map(({ name, problem }) => (
        <p key={name}>{t(`upload.${problem}`, { file: name })}</p>
      ))}
    </div>
  );
}
