import { useTranslation } from 'react-i18next';
import type { Decimal, Objective, PriceSuggestion } from '@/api/types';
import { toNumber } from '@/format/format';
import { useFormats } from '@/format/useFormats';
import { Badge, DegradedBadge } from '@/ui/Badges';
import { Delta } from '@/ui/Delta';
import css from './PricePanel.module.css';

/** The suggested price with its guardrails, evidence and reasons. */
export function PriceAnswer({ answer, wished }: { readonly answer: PriceSuggestion; readonly wished: Objective }) {
  const { t } = useTranslation('forecasts');
  const formats = useFormats();
  const [price, today] = [toNumber(answer.recommended_price), toNumber(answer.current_price)];
  const change = price === null || !today ? null : (price / today - 1) * 100;
  return (
    <div className={css.answer} data-testid="price-answer">
      <p className={`muted small ${css.verdict}`}>
        {t(answer.held ? 'price.held' : 'price.recommended')} {answer.degraded && <DegradedBadge />}
      </p>
      <p className={css.price}>
        {formats.price(price)} {!answer.held && <Delta value={change} />}
        {!answer.held && <span className="muted small">{t('price.from', { price: formats.price(today) })}</span>}
      </p>
      <p>{t(`price.basis.${answer.basis}`)}</p>
      <Evidence answer={answer} />
      {answer.impact_cap && <p className="muted small">{t('price.cap', { source: answer.impact_cap })}</p>}
      <Because because={answer.because} costUnknown={answer.objective !== wished} />
    </div>
  );
}

function Evidence({ answer }: { readonly answer: PriceSuggestion }) {
  const { t } = useTranslation('forecasts');
  const formats = useFormats();
  const { competitor_band: band, elasticity, elasticity_interval: interval } = answer.evidence;
  const number = (value: Decimal) => formats.decimal(value, 2);
  const range = (
    value: Decimal | null,
    ends: readonly [Decimal, Decimal] | null,
    write: (value: Decimal) => string,
  ) => {
    if (value === null) return t('price.unknown');
    if (!ends) return write(value);
    return t('price.range', { value: write(value), low: write(ends[0]), high: write(ends[1]) });
  };
  return (
    <dl className={css.evidence}>
      <dt>{t('price.uplift')}</dt>
      <dd>{range(answer.expected_gain_pct_of_revenue, answer.expected_gain_interval_pct_of_revenue, formats.signedPercent)}</dd>
      <dt>{t('price.revenueUplift')}</dt>
      <dd>{range(answer.expected_revenue_uplift_pct, answer.expected_revenue_uplift_interval_pct, formats.signedPercent)}</dd>
      <dt>{t('price.band')}</dt>
      <dd>{band ? `${formats.price(band[0])} – ${formats.price(band[1])}` : t('price.noBand')}</dd>
      <dt>{t('price.elasticity')}</dt>
      <dd>{range(elasticity, interval, number)}</dd>
      <dt>{t('price.guardrails')}</dt>
      <dd className={css.badges}>
        <Badge tone="brand" text={t('price.min_margin', { value: formats.percent(answer.guardrails.min_margin_pct) })} />
        <Badge tone="brand" text={t('price.max_delta', { value: formats.percent(answer.guardrails.max_delta_pct) })} />
      </dd>
    </dl>
  );
}

function Because({ because, costUnknown }: { readonly because: readonly string[]; readonly costUnknown: boolean }) {
  const { t } = useTranslation('forecasts');
  const reasons = because.map((code) => t(`because.${code as 'mrp'}`, { defaultValue: code.replaceAll('_', ' ') }));
  if (costUnknown) reasons.push(t('price.revenueAim'));
  if (reasons.length === 0) return null;
  return (
    <>
      <h3>{t('price.because')}</h3>
      <ul className={css.because}>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </>
  );
}
