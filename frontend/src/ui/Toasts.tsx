import { useTranslation } from 'react-i18next';
import { Icon } from './Icon';
import { dismiss, useToasts } from './toasts';
import css from './Toasts.module.css';

export function Toasts() {
  const { t } = useTranslation();
  const toasts = useToasts();
  return (
    <div className={css.region} role="region" aria-label={t('toast.region')}>
      <div role="status" aria-live="polite">
        {toasts.map((each) => (
          <div key={each.id} className={css.toast} data-tone={each.tone}>
            <Icon name={each.tone === 'bad' ? 'alert' : 'check'} size={18} />
            <span className={css.text}>{each.text}</span>
            {each.undo && (
              <button
                type="button"
                className={css.undo}
                onClick={() => {
                  dismiss(each.id);
                  each.undo?.();
                }}
              >
                {t('toast.undo')}
              </button>
            )}
            <button type="button" className={css.close} aria-label={t('toast.dismiss')} onClick={() => dismiss(each.id)}>
              <Icon name="cross" size={16} />
            </button>
          </div>
        ))}
      </div>
    </div>
  );
}
