import { useTranslation } from 'react-i18next';
import type { Decimal } from '@/api/types';
import { toNumber } from '@/format/format';
import { useFormats } from '@/format/useFormats';
import { Icon } from './Icon';
import css from './Delta.module.css';

interface DeltaProps {
  readonly value: Decimal | null | undefined;
  /** Whether a rise is good news, bad news or neither. */
  readonly sense?: 'good' | 'bad' | 'neutral';
}

/** A change in percent, with arrow, colour and words for screen readers. */
export function Delta({ value, sense = 'neutral' }: DeltaProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const change = toNumber(value);
  if (change === null) return <span className={css.delta}>–</span>;
  const flat = Math.abs(change) < 0.05;
  const tone = flat || sense === 'neutral' ? 'plain' : change > 0 === (sense === 'good') ? 'good' : 'bad';
  const size = formats.percent(Math.abs(change));
  return (
    <span className={css.delta} data-tone={tone}>
      {!flat && <Icon name={change > 0 ? 'up' : 'down'} size={14} />}
      <span aria-hidden="true">{size}</span>
      <span className="visually-hidden">
        {flat ? t('change.flat') : t(change > 0 ? 'change.up' : 'change.down', { value: size })}
      </span>
    </span>
  );
}
