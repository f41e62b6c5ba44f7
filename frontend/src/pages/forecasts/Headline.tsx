import { useTranslation } from 'react-i18next';
import type { Forecast } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { Delta } from '@/ui/Delta';
import css from './ForecastDetailPage.module.css';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Sold in the last 28 days against expected in the next 7 and 28. */
export function Headline({ forecast }: { readonly forecast: Forecast }) {
  const { t } = useTranslation('forecasts');
  const formats = useFormats();
  const last28 = sum(forecast.history.slice(-28).map((day) => day.units));
  const next28 = sum(forecast.series.map((day) => day.yhat));
  const next7 = sum(forecast.series.slice(0, 7).map((day) => day.yhat));
  const change = last28 > 0 ? (next28 / last28 - 1) * 100 : null;
  const days = forecast.series.length || 1;
  return (
    <dl className={css.headline}>
      <div>
        <dt>{t('detail.units28')}</dt>
        <dd>{formats.count(last28)}</dd>
      </div>
      <div>
        <dt>{t('detail.next28')}</dt>
        <dd>
          {formats.count(next28)}
          <small>
            <Delta value={change} />
          </small>
        </dd>
      </div>
      <div>
        <dt>{t('detail.next7')}</dt>
        <dd>
          {formats.count(next7)}
          <small>{t('detail.perDay', { value: formats.decimal(next28 / days) })}</small>
        </dd>
      </div>
    </dl>
  );
}
