import { Skeleton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '@/format/useFormats';
import { Icon } from '@/ui/Icon';
import css from './ForecastChart.module.css';
import { PointTable } from './PointTable';
import { lastActual, type ChartPoint } from './series';

const Canvas = lazy(() => import('./Canvas'));

interface ForecastChartProps {
  readonly points: readonly ChartPoint[];
  readonly title: string;
}

/** Actual and forecast with its band; the same figures as a table one press away. */
export function ForecastChart({ points, title }: ForecastChartProps) {
  const { t } = useTranslation('today');
  const { t: tc } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const label = useSummary(points, title);
  return (
    <figure className={css.figure}>
      <div className={css.bar}>
        <ul className={css.legend}>
          <li data-kind="actual">{t('chart.actual')}</li>
          <li data-kind="forecast">{t('chart.forecast')}</li>
          <li data-kind="band">{t('chart.band')}</li>
        </ul>
        <button type="button" className={css.toggle} onClick={() => setAsTable(!asTable)}>
          <Icon name={asTable ? 'chart' : 'table'} size={16} />
          {tc(asTable ? 'chart.showChart' : 'chart.showTable')}
        </button>
      </div>
      {asTable ? (
        <PointTable points={points} caption={title} />
      ) : (
        <Suspense fallback={<Skeleton className={css.canvas} radius="md" />}>
          <Canvas points={points} label={label} />
        </Suspense>
      )}
    </figure>
  );
}

function useSummary(points: readonly ChartPoint[], title: string): string {
  const { t } = useTranslation('today');
  const formats = useFormats();
  const today = lastActual(points);
  const sum = (pick: (point: ChartPoint) => number | null) =>
    points.reduce((total, point) => total + (pick(point) ?? 0), 0);
  const ahead = points.filter((point) => today !== undefined && point.date > today);
  return t('chart.summary', {
    title,
    actual: formats.count(sum((point) => point.actual)),
    forecast: formats.count(ahead.reduce((total, point) => total + (point.forecast ?? 0), 0)),
    days: ahead.length,
  });
}
