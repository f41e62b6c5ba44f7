import { useTranslation } from 'react-i18next';
import type { PlanRun } from '@/api/types';
import { isRunning } from '@/api/queries';
import { useFormats } from '@/format/useFormats';
import { Timeline, type TimelineStep } from '@/ui/Timeline';

/** The stages of a planning run with their times; the last one is at work while the run is. */
export function RunStages({ run }: { readonly run: PlanRun }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const steps = run.stages.map((each, index): TimelineStep => {
    const last = index === run.stages.length - 1;
    const state = last && isRunning(run) ? 'busy' : last && run.state === 'failed' ? 'failed' : 'done';
    const label = t(`run.stage.${each.stage as 'running'}`, { defaultValue: each.stage.replaceAll('_', ' ') });
    return { label, at: each.at, state };
  });
  return (
    <div>
      <p className="small">{run.started_at && t('run.started', { at: formats.dateTime(run.started_at) })}</p>
      <Timeline steps={steps} label={t('run.stageTimes')} />
      {run.problem && (
        <p className="small" role="alert" style={{ color: 'var(--bad)' }}>
          {run.problem.title}. {run.problem.detail}
        </p>
      )}
    </div>
  );
}
