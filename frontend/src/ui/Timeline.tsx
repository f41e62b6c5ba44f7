import { Loader } from '@mantine/core';
import { useContext } from 'react';
import { MoneyContext, useFormats } from '@/format/useFormats';
import { Icon } from './Icon';
import css from './Timeline.module.css';

export interface TimelineStep {
  readonly label: string;
  readonly at?: string;
  readonly state: 'done' | 'busy' | 'waiting' | 'attention' | 'failed';
}

const ICONS = { done: 'check', attention: 'alert', failed: 'cross' } as const;

/** Steps one below the other: done, at work, waiting for you, failed. */
export function Timeline({ steps, label }: { readonly steps: readonly TimelineStep[]; readonly label: string }) {
  const { locale } = useFormats();
  const { timeZone } = useContext(MoneyContext);
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone });
  return (
    <ol className={css.timeline} aria-label={label}>
      {steps.map((step, index) => (
        <li key={`${index}-${step.label}`} className={css.step} data-state={step.state}>
          <span className={css.mark} aria-hidden="true">
            {step.state === 'busy' && <Loader size={14} />}
            {step.state in ICONS && <Icon name={ICONS[step.state as keyof typeof ICONS]} size={14} />}
          </span>
          <span aria-current={step.state === 'busy' ? 'step' : undefined}>{step.label}</span>
          {step.at && (
            <time className="muted small" dateTime={step.at}>
              {clock.format(new Date(step.at))}
            </time>
          )}
        </li>
      ))}
    </ol>
  );
}
