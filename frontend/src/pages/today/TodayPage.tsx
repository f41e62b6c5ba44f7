import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isRunning, kpiQuery, latestRunQuery } from '@/api/queries';
import { useFormats } from '@/format/useFormats';
import { useStoreChoice } from '@/shell/tenant';
import { Page } from '@/ui/Page';
import { ErrorView, StateView } from '@/ui/StateView';
import { ActualChart } from './ActualChart';
import { DecisionList } from './DecisionList';
import { KpiTiles, KpiTilesSkeleton } from './KpiTiles';
import { Unlock } from './Unlock';
import css from './TodayPage.module.css';

/** The morning page: how it goes, what to decide, what to expect. */
export function TodayPage() {
  const { t } = useTranslation('today');
  const { t: tc } = useTranslation();
  const formats = useFormats();
  const { storeId } = useStoreChoice();
  const { data: kpis, error, isPending, refetch } = useQuery(kpiQuery(storeId));
  const lead = kpis?.as_of ? tc('asOf', { date: formats.date(kpis.as_of) }) : '\u00a0';
  return (
    <Page title={t('title')} lead={lead}>
      {isPending && <KpiTilesSkeleton />}
      {error && <ErrorView error={error} onRetry={() => void refetch()} />}
      {!isPending && !error && !kpis?.as_of && <Start />}
      {kpis?.as_of && (
        <>
          <KpiTiles tiles={kpis.tiles} />
          <div className={css.columns}>
            <DecisionList kpis={kpis} />
            <div className={css.side}>
              <ActualChart storeId={storeId} />
              <Unlock missing={kpis.missing} />
            </div>
          </div>
        </>
      )}
    </Page>
  );
}

function Start() {
  const { t } = useTranslation('today');
  const { data: run } = useQuery(latestRunQuery());
  const planning = isRunning(run);
  return (
    <div className="card">
      <StateView
        icon={planning ? 'clock' : 'data'}
        title={t(planning ? 'start.planning' : 'start.title')}
        detail={t(planning ? 'start.planningDetail' : 'start.detail')}
      >
        {!planning && (
          <Button component={Link} to="/data" size="md">
            {t('start.action')}
          </Button>
        )}
      </StateView>
    </div>
  );
}
