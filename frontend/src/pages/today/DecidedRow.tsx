import { useTranslation } from 'react-i18next';
import type { Recommendation } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { Badge } from '@/ui/Badges';
import { Icon } from '@/ui/Icon';
import css from './DecisionCard.module.css';

interface DecidedRowProps {
  readonly rec: Recommendation;
  readonly title: string;
  readonly onUndo: (() => void) | undefined;
}

/** A decision that was taken: one quiet line, still open to undo. */
export function DecidedRow({ rec, title, onUndo }: DecidedRowProps) {
  const { t } = useTranslation('today');
  const formats = useFormats();
  const status = rec.status === 'accepted' ? 'accepted' : rec.status === 'rejected' ? 'rejected' : 'expired';
  return (
    <article className={`card ${css.decided}`} aria-label={title}>
      <Badge tone={status === 'accepted' ? 'good' : 'plain'} text={t(`card.${status}`)} />
      <div className={css.decidedText}>
        <span className={css.decidedTitle}>{title}</span>
        {rec.by && rec.at && (
          <span className="muted small">{t('card.by', { by: rec.by, ago: formats.ago(rec.at) })}</span>
        )}
      </div>
      {onUndo && status !== 'expired' && (
        <button type="button" className={css.link} aria-label={`${t('card.undo')}: ${title}`} onClick={onUndo}>
          <Icon name="undo" size={16} />
          {t('card.undo')}
        </button>
      )}
    </article>
  );
}
