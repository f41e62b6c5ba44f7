import { useTranslation } from 'react-i18next';
import type { Driver } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { driverKey } from './driverKey';
import css from './ForecastDetailPage.module.css';

/** What pushes the forecast up or down, in words, strongest first. */
export function Drivers({ drivers }: { readonly drivers: readonly Driver[] }) {
  const { t } = useTranslation('forecasts');
  const sorted = drivers.toSorted((one, other) => Math.abs(other.contribution) - Math.abs(one.contribution));
  const most = Math.abs(sorted[0]?.contribution ?? 0) || 1;
  return (
    <section className={`card ${css.panel}`} aria-labelledby="drivers-title">
      <h2 id="drivers-title">{t('detail.drivers')}</h2>
      <p className="muted small">{t(drivers.length ? 'detail.driversLead' : 'detail.noDrivers')}</p>
      {drivers.length > 0 && (
        <ul className={css.drivers} data-testid="drivers">
          {sorted.map((driver) => (
            <Bar key={driver.feature} driver={driver} most={most} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Bar({ driver, most }: { readonly driver: Driver; readonly most: number }) {
  const { t } = useTranslation('forecasts');
  const { locale } = useFormats();
  const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  const key = driverKey(driver.feature);
  const width = (Math.abs(driver.contribution) / most) * 50;
  const minus = driver.contribution < 0;
  return (
    <li className={css.driver}>
      <span>
        {key ? t(`driver.${key}`) : driver.feature.replaceAll('_', ' ')}{' '}
        <span className="muted small">· {t(`impact.${driver.impact}`)}</span>
      </span>
      <strong>{signed.format(driver.contribution)}</strong>
      <span className={css.track} aria-hidden="true">
        <span
          className={css.fill}
          data-sign={minus ? 'minus' : 'plus'}
          style={{ left: `${minus ? 50 - width : 50}%`, width: `${width}%` }}
        />
      </span>
    </li>
  );
}
