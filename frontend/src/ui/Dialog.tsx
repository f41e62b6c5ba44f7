import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './Dialog.module.css';
import { Icon } from './Icon';

interface DialogProps {
  readonly title: string;
  readonly sheet?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal dialog on the browser's own element, which keeps focus and handles Escape; `sheet` rises from below. */
export function Dialog({ title, sheet = false, onClose, children }: DialogProps) {
  const { t } = useTranslation();
  const titleId = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className={css.dialog}
      data-sheet={sheet}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={css.body}>
        <header className={css.header}>
          <h2 id={titleId}>{title}</h2>
          <button type="button" className={css.close} aria-label={t('account.close')} onClick={onClose}>
            <Icon name="cross" size={20} />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
