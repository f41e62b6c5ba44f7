import { useId, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/ui/Icon';
import css from './UploadForm.module.css';
import { FILE_TYPES } from './tables';

interface DropZoneProps {
  readonly onFile: (file: File) => void;
  readonly error: string | null;
}

/** Takes a file by drop, by press or by keyboard. */
export function DropZone({ onFile, error }: DropZoneProps) {
  const { t } = useTranslation('data');
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const hintId = useId();
  const hover = (event: DragEvent, inside: boolean) => {
    event.preventDefault();
    setOver(inside);
  };
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) onFile(file);
  };
  return (
    <div
      className={css.drop}
      data-over={over}
      onDragOver={(event) => hover(event, true)}
      onDragLeave={(event) => hover(event, false)}
      onDrop={(event) => {
        hover(event, false);
        take(event.dataTransfer.files);
      }}
    >
      <Icon name="data" size={28} />
      <p>
        {t('upload.drop')} {t('upload.or')}{' '}
        <button type="button" className={css.choose} aria-describedby={hintId} onClick={() => input.current?.click()}>
          {t('upload.choose')}
        </button>
      </p>
      <p id={hintId} className="muted small">
        {t('upload.formats')}
      </p>
      {error && (
        <p role="alert" className={css.error}>
          {error}
        </p>
      )}
      <input
        ref={input}
        type="file"
        hidden
        accept={[...FILE_TYPES, '.gz'].join(',')}
        data-testid="file-input"
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}
