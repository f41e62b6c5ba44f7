import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deleteUpload } from '@/api/intake';
import type { TableName } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { Icon } from '@/ui/Icon';
import form from '../UploadForm.module.css';
import css from './Transfers.module.css';
import { memory, useTransfers } from './queue';
import type { Begun } from './remember';

interface UnfinishedProps {
  readonly onFile: (file: File, table: TableName) => void;
}

/** Transfers that a reload or a closed browser broke off: the same file, chosen again, goes on. */
export function Unfinished({ onFile }: UnfinishedProps) {
  const [, redraw] = useState(0);
  const going = useTransfers();
  const broken = memory()
    .all()
    .filter(({ ask, share }) => !ask.mends && share > 0 && !going.some(({ file }) => file.name === ask.file_name && file.size === ask.size_bytes));
  return broken.map((begun) => (
    <BrokenOff key={`${begun.key}`} begun={begun} onFile={onFile} onForget={() => redraw((count) => count + 1)} />
  ));
}

interface BrokenOffProps extends UnfinishedProps {
  readonly begun: Begun;
  readonly onForget: () => void;
}

function BrokenOff({ begun, onFile, onForget }: BrokenOffProps) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const [other, setOther] = useState(false);
  const file = begun.ask.file_name;
  const take = (chosen: File | undefined) => {
    if (!chosen) return;
    const same = chosen.name === file && chosen.size === begun.ask.size_bytes && chosen.lastModified === begun.lastModified;
    setOther(!same);
    if (same) onFile(chosen, begun.table);
  };
  const forget = () => {
    memory().forget(begun);
    if (begun.uploadId) void deleteUpload(begun.uploadId).catch(() => undefined);
    onForget();
  };
  return (
    <div className={css.broken}>
      <Icon name="clock" />
      <div className={css.name}>
        <strong>{t('sending.broken', { file, share: formats.percent(begun.share * 100, 0) })}</strong>
        <p className="muted small">{t('sending.brokenDetail')}</p>
        {other && (
          <p role="alert" className={css.failed}>
            {t('sending.otherFile', { file })}
          </p>
        )}
        <div className={css.buttons}>
          <label className={form.choose}>
            {t('sending.chooseAgain')}
            <input
              type="file"
              className="visually-hidden"
              data-testid="resume-input"
              onChange={(event) => take(event.currentTarget.files?.[0])}
            />
          </label>
          <button type="button" className={form.choose} onClick={forget}>
            {t('sending.forget')}
          </button>
        </div>
      </div>
    </div>
  );
}
