import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Verdict } from '@/api/commands';
import type { Recommendation } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { Badge, DegradedBadge } from '@/ui/Badges';
import { Icon } from '@/ui/Icon';
import css from './DecisionCard.module.css';
import { DecidedRow } from './DecidedRow';
import { useDescribe, type Described } from './useDescribe';

const REASONS = ['wrong_quantity', 'already_done', 'supplier', 'local_knowledge', 'other'] as const;

interface DecisionCardProps {
  readonly rec: Recommendation;
  readonly storeName: string;
  readonly mayDecide: boolean;
  readonly onDecide: (verdict: Verdict, title: string, reason?: string) => void;
}

/** One decision: what to do, what it is worth and why, with accept and reject. */
export function DecisionCard({ rec, storeName, mayDecide, onDecide }: DecisionCardProps) {
  const { t } = useTranslation('today');
  const formats = useFormats();
  const words = useDescribe()(rec);
  const titleId = useId();
  if (rec.status !== 'proposed') {
    return <DecidedRow rec={rec} title={words.title} onUndo={mayDecide ? () => onDecide('undo', words.title) : undefined} />;
  }
  return (
    <article className={`card ${css.card}`} data-type={rec.rec_type} aria-labelledby={titleId}>
      <span className={css.icon}>
        <Icon name={rec.rec_type} size={20} />
      </span>
      <div className={css.head}>
        <h3 id={titleId}>{words.title}</h3>
        <p className={`muted small ${css.meta}`}>
          <span>{storeName}</span>
          <span>{rec.sku_id}</span>
          {words.risk && <Badge tone="bad" text={words.risk} />}
          {rec.degraded && <DegradedBadge />}
        </p>
      </div>
      <div className={css.score}>
        <strong>{formats.moneyShort(rec.score)}</strong>
        <span className="muted small">{t('decisions.worth')}</span>
      </div>
      <Why rec={rec} words={words} />
      {mayDecide && <Actions rec={rec} title={words.title} onDecide={onDecide} />}
    </article>
  );
}

function Why({ rec, words }: { readonly rec: Recommendation; readonly words: Described }) {
  const { t, i18n } = useTranslation('today');
  const [open, setOpen] = useState(false);
  return (
    <div className={css.why}>
      <p lang={i18n.language === 'en' ? undefined : 'en'}>{rec.explanation}</p>
      {words.worth && <p className="muted">{words.worth}</p>}
      <div className={css.links}>
        {words.facts.length > 0 && (
          <button type="button" className={css.link} aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name="chevron" size={14} />
            {t(open ? 'card.hide' : 'card.show')}
          </button>
        )}
        <Link
          className={css.link}
          to="/forecasts/$storeId/$skuId"
          params={{ storeId: rec.store_id, skuId: rec.sku_id }}
          search={(previous) => ({ store: previous.store })}
        >
          <Icon name="forecasts" size={14} />
          {t('card.forecast')}
        </Link>
      </div>
      {open && (
        <dl className={css.facts}>
          {words.facts.map((fact) => (
            <div key={fact.name}>
              <dt className="muted small">{fact.name}</dt>
              <dd>{fact.value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

interface ActionsProps {
  readonly rec: Recommendation;
  readonly title: string;
  readonly onDecide: DecisionCardProps['onDecide'];
}

function Actions({ rec, title, onDecide }: ActionsProps) {
  const { t } = useTranslation('today');
  const [rejecting, setRejecting] = useState(false);
  return (
    <div className={css.actions}>
      <Button
        leftSection={<Icon name="check" size={16} />}
        aria-label={`${t('card.accept')}: ${title}`}
        data-testid={`accept-${rec.rec_id}`}
        onClick={() => onDecide('accept', title)}
      >
        {t('card.accept')}
      </Button>
      <Button
        variant="default"
        aria-label={`${t('card.reject')}: ${title}`}
        aria-expanded={rejecting}
        onClick={() => setRejecting(!rejecting)}
      >
        {t('card.reject')}
      </Button>
      {rejecting && (
        <div className={css.reasons} role="group" aria-label={t('card.rejectTitle')}>
          <span className="muted">{t('card.rejectTitle')}</span>
          {REASONS.map((reason) => (
            <button key={reason} type="button" className={css.reason} onClick={() => onDecide('reject', title, reason)}>
              {t(`card.reasons.${reason}`)}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
