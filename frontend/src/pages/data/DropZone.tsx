import { useId, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/ui/Icon';
import css from './UploadForm.module.css';
import { FILE_TYPES, PACKED_TYPES } from './tables';

interface DropZoneProps {
  readonly onFiles: (files: readonly File[]) => void;
  readonly multiple?: boolean;
  /** Smaller, for use inside a panel. */
  readonly compact?: boolean;
  readonly invite: string;
  readonly choose: string;
  readonly hint?: string;
  readonly testId?: string;
}

/** Takes files by drop, by press or by keyboard. */
export function DropZone({ onFiles, multiple = false, compact = false, invite, choose, hint, testId = 'file-input' }: DropZoneProps) {
  const { t } = useTranslation('data');
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const hintId = useId();
  const hover = (event: DragEvent, inside: boolean) => {
    event.preventDefault();
    setOver(inside);
  };
  const take = (list: FileList | null) => {
    const files = [...(list ?? [])];
    if (files.length > 0) onFiles(multiple ? files : files.slice(0, 1));
  };
  return (
    <div
      className={css.drop}
      data-over={over}
      data-compact={compact}
      onDragOver={(event) => hover(event, true)}
      onDragLeave={(event) => hover(event, false)}
      onDrop={(event) => {
        hover(event, false);
        take(event.dataTransfer.files);
      }}
    >
      {!compact && <Icon name="data" size={28} />}
      <p>
        <span className={css.dragHint}>
          {invite} {t('upload.or')}{' '}
        </span>
        <button
          type="button"
          className={css.choose}
          aria-describedby={hint ? hintId : undefined}
          onClick={() => input.current?.click()}
        >
          {choose}
        </button>
      </p>
      {hint && (
        <p id={hintId} className="muted small">
          {hint}
        </p>
      )}
      <input
        ref={input}
        type="file"
        hidden
        multiple={multiple}
        accept={[...FILE_TYPES, ...PACKED_TYPES].join(',')}
        data-testid={testId}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}
