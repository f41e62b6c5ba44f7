import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { startRun } from '@/api/commands';
import { isRunning, latestRunQuery } from '@/api/queries';
import type { PlanRun } from '@/api/types';
import { useRights } from '@/auth/session';
import { useFormats } from '@/format/useFormats';
import { Dropdown } from '@/ui/Dropdown';
import { Icon } from '@/ui/Icon';
import { toast } from '@/ui/toasts';
import { RunStages } from './RunStages';
import css from './RunStatus.module.css';

/** When the last plan was made; opens its stages and, for those who may, starts a new one. */
export function RunStatus() {
  const { t } = useTranslation();
  const rights = useRights();
  const queries = useQueryClient();
  const { data: run, isPending } = useQuery(latestRunQuery());
  useRefreshWhenDone(run);
  const start = useMutation({
    mutationFn: startRun,
    onSuccess: () => {
      toast(t('run.asked'), { tone: 'good' });
      void queries.invalidateQueries({ queryKey: ['plan-run'] });
    },
    onError: (error) => toast(error.message, { tone: 'bad' }),
  });
  const label = useRunLabel(run);
  if (isPending) return null;
  return (
    <Dropdown
      label={t('run.title')}
      placement="below-end"
      className={css.button}
      state={run?.state ?? 'never'}
      trigger={
        <>
          <span className={css.dot} aria-hidden="true" />
          <span className={css.label}>{label}</span>
          <Icon name="chevron" size={16} />
        </>
      }
    >
      <div className={css.panel}>
        <h2>{t('run.title')}</h2>
        <p className="muted small">{t('run.explain')}</p>
        {run && <RunStages run={run} />}
        {rights.runPlan && (
          <Button
            leftSection={<Icon name="play" size={16} />}
            disabled={isRunning(run)}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {t('run.now')}
          </Button>
        )}
      </div>
    </Dropdown>
  );
}

function useRunLabel(run: PlanRun | null | undefined): string {
  const { t } = useTranslation();
  const formats = useFormats();
  if (!run) return t('run.never');
  if (run.state === 'done') return t('run.done', { ago: formats.ago(run.finished_at) });
  return t(`run.${run.state}`);
}

/** Reads everything anew when a run that we watched has ended. */
function useRefreshWhenDone(run: PlanRun | null | undefined): void {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const watched = useRef(false);
  const running = isRunning(run);
  const state = run?.state;
  useEffect(() => {
    if (watched.current && !running && state === 'done') {
      toast(t('run.ready'), { tone: 'good' });
      void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'plan-run' });
    }
    watched.current = running;
  }, [running, state, queries, t]);
}
