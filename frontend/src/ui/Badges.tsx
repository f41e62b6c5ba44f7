import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './Badges.module.css';

interface BadgeProps {
  readonly text: string;
  readonly hint?: string;
  readonly tone: 'gold' | 'bad' | 'good' | 'brand' | 'plain';
}

/** A small label; with a hint it explains itself on hover, focus or press. */
export function Badge({ text, hint, tone }: BadgeProps) {
  if (hint) return <HintedBadge text={text} hint={hint} tone={tone} />;
  return (
    <span className={css.badge} data-tone={tone}>
      {text}
    </span>
  );
}

function HintedBadge({ text, hint, tone }: Required<BadgeProps>) {
  const [open, setOpen] = useState(false);
  const hintId = useId();
  return (
    <span className={css.holder} onMouseEnter={() => setOpen(true)} onMouseLeave={() => setOpen(false)}>
      <button
        type="button"
        className={css.badge}
        data-tone={tone}
        aria-describedby={hintId}
        onClick={() => setOpen(true)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
      >
        {text}
      </button>
      <span id={hintId} role="tooltip" className={css.hint} hidden={!open}>
        {hint}
      </span>
    </span>
  );
}

export function SimulatedBadge() {
  const { t } = useTranslation();
  return <Badge tone="gold" text={t('simulated.badge')} hint={t('simulated.hint')} />;
}

const REASONS = ['short_history', 'intermittent', 'model_failed'] as const;

/** Says in words why a simpler method stands in. */
export function useDegradedReason(reason: string | null | undefined): string {
  const { t } = useTranslation();
  const known = REASONS.find((each) => each === reason);
  return t(`degraded.${known ?? 'other'}`);
}

export function DegradedBadge({ reason }: { readonly reason?: string | null }) {
  const { t } = useTranslation();
  return <Badge tone="bad" text={t('degraded.badge')} hint={useDegradedReason(reason)} />;
}
