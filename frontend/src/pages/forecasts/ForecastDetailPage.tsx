import { Alert, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { forecastQuery } from '@/api/queries';
import type { Forecast } from '@/api/types';
import { useRights } from '@/auth/session';
import { ForecastChart } from '@/charts/ForecastChart';
import { fromForecast } from '@/charts/series';
import { useStoreChoice } from '@/shell/tenant';
import { DegradedBadge, useDegradedReason } from '@/ui/Badges';
import { Icon } from '@/ui/Icon';
import { Page } from '@/ui/Page';
import { ErrorView } from '@/ui/StateView';
import { Backtest } from './Backtest';
import { Drivers } from './Drivers';
import css from './ForecastDetailPage.module.css';
import { Headline } from './Headline';
import { PricePanel } from './PricePanel';

/** One product in one store: past, next 28 days, what moves it, how good the forecast was, its price. */
export function ForecastDetailPage() {
  const { storeId, skuId } = useParams({ from: '/inside/forecasts/$storeId/$skuId' });
  const { data, error, isPending, refetch } = useQuery(forecastQuery(storeId, skuId));
  return (
    <>
      <Back />
      {isPending && <DetailSkeleton title={skuId} />}
      {error && <ErrorView error={error} onRetry={() => void refetch()} />}
      {data && <Detail key={`${storeId}/${skuId}`} forecast={data} />}
    </>
  );
}

function Back() {
  const { t } = useTranslation('forecasts');
  return (
    <Link className={css.back} to="/forecasts" search={(previous) => previous}>
      <Icon name="left" size={16} />
      {t('detail.back')}
    </Link>
  );
}

function Detail({ forecast }: { readonly forecast: Forecast }) {
  const { t } = useTranslation('forecasts');
  const rights = useRights();
  const { nameOf } = useStoreChoice();
  const points = useMemo(() => fromForecast(forecast), [forecast]);
  const reason = useDegradedReason(forecast.reason);
  return (
    <Page
      title={forecast.product_name ?? forecast.sku_id}
      lead={`${forecast.sku_id} · ${nameOf(forecast.store_id)}`}
      aside={forecast.degraded && <DegradedBadge reason={forecast.reason} />}
    >
      {forecast.degraded && (
        <Alert color="yellow" variant="light" className={css.degraded} icon={<Icon name="alert" />}>
          {reason}
        </Alert>
      )}
      <div className={css.columns}>
        <div className={css.column}>
          <section className={`card ${css.panel}`} aria-labelledby="history-title">
            <h2 id="history-title">{t('detail.chart')}</h2>
            <p className="muted small">{t('detail.chartLead')}</p>
            <Headline forecast={forecast} />
            <ForecastChart points={points} title={t('detail.chart')} />
          </section>
          <Backtest backtest={forecast.backtest} />
        </div>
        <div className={css.column}>
          {rights.suggestPrice && <PricePanel storeId={forecast.store_id} skuId={forecast.sku_id} />}
          <Drivers drivers={forecast.drivers} />
        </div>
      </div>
    </Page>
  );
}

function DetailSkeleton({ title }: { readonly title: string }) {
  return (
    <Page title={title} lead={'\u00a0'}>
      <div className={css.columns}>
        <Skeleton height={420} radius="lg" />
        <Skeleton height={420} radius="lg" />
      </div>
    </Page>
  );
}
