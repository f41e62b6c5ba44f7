import { useTranslation } from 'react-i18next';
import { useFormats } from '@/format/useFormats';
import css from './ForecastChart.module.css';
import type { ChartPoint } from './series';

interface PointTableProps {
  readonly points: readonly ChartPoint[];
  readonly caption: string;
}

/** The chart's figures, newest day first. */
export function PointTable({ points, caption }: PointTableProps) {
  const { t } = useTranslation('today');
  const { t: tc } = useTranslation();
  const formats = useFormats();
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={caption}>
      <table className={css.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{tc('date')}</th>
            <th scope="col">{t('chart.actual')}</th>
            <th scope="col">{t('chart.forecast')}</th>
            <th scope="col">{t('chart.lower')}</th>
            <th scope="col">{t('chart.upper')}</th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.date}>
              <th scope="row">{formats.date(point.date)}</th>
              <td>{formats.count(point.actual)}</td>
              <td>{formats.decimal(point.forecast)}</td>
              <td>{formats.decimal(point.lower)}</td>
              <td>{formats.decimal(point.upper)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
