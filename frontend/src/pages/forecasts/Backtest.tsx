import { useTranslation } from 'react-i18next';
import type { Forecast } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import css from './ForecastDetailPage.module.css';

/** The forecast's error on held-back weeks beside the error of repeating last week. */
export function Backtest({ backtest }: { readonly backtest: Forecast['backtest'] }) {
  const { t } = useTranslation('forecasts');
  const formats = useFormats();
  if (backtest?.wape == null || backtest.naive_wape == null) {
    return (
      <section className={`card ${css.panel}`} aria-labelledby="backtest-title">
        <h2 id="backtest-title">{t('detail.backtest')}</h2>
        <p className="muted">{t('detail.noBacktest')}</p>
      </section>
    );
  }
  const { wape, naive_wape: naive } = backtest;
  const most = Math.max(wape, naive) || 1;
  const gain = naive > 0 ? (1 - wape / naive) * 100 : 0;
  const verdict = Math.abs(gain) < 1 ? 'same' : gain > 0 ? 'better' : 'worse';
  const rows = [
    { kind: 'model', label: t('detail.wape'), value: wape },
    { kind: 'naive', label: t('detail.naive'), value: naive },
  ];
  return (
    <section className={`card ${css.panel}`} aria-labelledby="backtest-title">
      <h2 id="backtest-title">{t('detail.backtest')}</h2>
      <p className="muted small">{t('detail.backtestLead')}</p>
      <dl className={css.compare}>
        {rows.map((row) => (
          <div key={row.kind} className={css.compareRow}>
            <dt>{row.label}</dt>
            <div aria-hidden="true">
              <div className={css.bar} data-kind={row.kind} style={{ width: `${(row.value / most) * 100}%` }} />
            </div>
            <dd>{formats.percent(row.value * 100, 0)}</dd>
          </div>
        ))}
      </dl>
      <p>{t(`detail.${verdict}`, { value: formats.percent(Math.abs(gain), 0) })}</p>
    </section>
  );
}
