import { SegmentedControl, Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { kpiSeriesQuery } from '@/api/queries';
import { PERIODS } from '@/app/search';
import { ForecastChart } from '@/charts/ForecastChart';
import { fromKpiSeries } from '@/charts/series';
import { ErrorView, StateView } from '@/ui/StateView';
import css from './TodayPage.module.css';

const DEFAULT_DAYS = '56';

/** Units sold and expected, all products together. */
export function ActualChart({ storeId }: { readonly storeId: string | undefined }) {
  const { t } = useTranslation('today');
  const { days = DEFAULT_DAYS } = useSearch({ from: '/inside/' });
  const navigate = useNavigate();
  const query = useQuery({ ...kpiSeriesQuery(storeId, Number(days)), placeholderData: keepPreviousData });
  const points = useMemo(() => (query.data ? fromKpiSeries(query.data) : []), [query.data]);
  return (
    <section className={`card ${css.panel}`} aria-labelledby="chart-title">
      <div className={css.panelHead}>
        <div>
          <h2 id="chart-title">{t('chart.title')}</h2>
          <p className="muted small">{t('chart.lead', { days })}</p>
        </div>
        <SegmentedControl
          size="xs"
          aria-label={t('chart.range')}
          value={days}
          onChange={(value) =>
            void navigate({
              to: '/',
              search: (previous) => ({ ...previous, days: PERIODS.find((each) => each === value && each !== DEFAULT_DAYS) }),
              replace: true,
            })
          }
          data={PERIODS.map((value) => ({ value, label: t('chart.days', { days: value }) }))}
        />
      </div>
      {query.isPending && <Skeleton height={332} radius="md" />}
      {query.error && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && points.length === 0 && <StateView icon="chart" title={t('chart.empty')} />}
      {points.length > 0 && <ForecastChart points={points} title={t('chart.title')} />}
    </section>
  );
}
