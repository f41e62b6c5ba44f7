import { useTranslation } from 'react-i18next';
import type { PriceSuggestion } from '@/api/types';
import { toNumber } from '@/format/format';
import { useFormats } from '@/format/useFormats';
import { Badge } from '@/ui/Badges';
import { Delta } from '@/ui/Delta';
import css from './PricePanel.module.css';

interface PriceAnswerProps {
  readonly answer: PriceSuggestion;
  readonly from: number;
}

/** The suggested price with its guardrails, evidence and reasons. */
export function PriceAnswer({ answer, from }: PriceAnswerProps) {
  const { t } = useTranslation('forecasts');
  const formats = useFormats();
  const price = toNumber(answer.recommended_price);
  const change = price === null ? null : (price / from - 1) * 100;
  return (
    <div className={css.answer}>
      <p className="muted small">{t(answer.held ? 'price.held' : 'price.recommended')}</p>
      <p className={css.price}>
        {formats.price(price)} {!answer.held && <Delta value={change} />}
      </p>
      <Evidence answer={answer} />
      <Because because={answer.because} />
    </div>
  );
}

function Evidence({ answer: { guardrails, evidence, expected_margin_uplift_pct: uplift } }: { readonly answer: PriceSuggestion }) {
  const { t } = useTranslation('forecasts');
  const formats = useFormats();
  const { competitor_band: band, elasticity, elasticity_interval: interval } = evidence;
  return (
    <dl className={css.evidence}>
      <dt>{t('price.uplift')}</dt>
      <dd>{uplift === null ? t('price.unknown') : formats.signedPercent(uplift)}</dd>
      <dt>{t('price.band')}</dt>
      <dd>{band ? `${formats.price(band[0])} – ${formats.price(band[1])}` : t('price.noBand')}</dd>
      <dt>{t('price.elasticity')}</dt>
      <dd>
        {elasticity === null || !interval
          ? t('price.unknown')
          : t('price.elasticityRange', {
              value: formats.decimal(elasticity, 2),
              low: formats.decimal(interval[0], 2),
              high: formats.decimal(interval[1], 2),
            })}
      </dd>
      <dt>{t('price.guardrails')}</dt>
      <dd className={css.badges}>
        <Badge tone="brand" text={t('price.min_margin', { value: formats.percent(guardrails.min_margin_pct) })} />
        <Badge tone="brand" text={t('price.max_delta', { value: formats.percent(guardrails.max_delta_pct) })} />
      </dd>
    </dl>
  );
}

function Because({ because }: { readonly because: readonly string[] }) {
  const { t } = useTranslation('forecasts');
  if (because.length === 0) return null;
  return (
    <>
      <h3>{t('price.because')}</h3>
      <ul className={css.because}>
        {because.map((code) => (
          <li key={code}>{t(`because.${code as 'mrp'}`, { defaultValue: code.replaceAll('_', ' ') })}</li>
        ))}
      </ul>
    </>
  );
}
