import { useState, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReportDay } from '@/api/types';
import { useFormats } from '@/format/useFormats';
import { Icon } from '@/ui/Icon';
import css from './Quality.module.css';
import { barsOf, emptyDays, type Bar, type Span } from './days';

const HEIGHT = 100;

/** Rows kept and set aside over time; the same figures as a table one press away. */
export function DaysChart({ days }: { readonly days: readonly ReportDay[] }) {
  const { t } = useTranslation('data');
  const { t: tc } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const { span, bars } = barsOf(days);
  const empty = emptyDays(days);
  if (bars.length === 0) return null;
  return (
    <figure className={css.figure}>
      <figcaption className={css.bar}>
        <h3>{t(`quality.per.${span}`)}</h3>
        <button type="button" className={css.toggle} onClick={() => setAsTable(!asTable)}>
          <Icon name={asTable ? 'chart' : 'table'} size={16} />
          {tc(asTable ? 'chart.showChart' : 'chart.showTable')}
        </button>
      </figcaption>
      {asTable ? <BarTable bars={bars} span={span} /> : <Bars bars={bars} span={span} />}
      {empty > 0 && <p className="muted small">{t('quality.emptyDays', { count: empty })}</p>}
    </figure>
  );
}

interface BarsProps {
  readonly bars: readonly Bar[];
  readonly span: Span;
}

function Bars({ bars, span }: BarsProps) {
  const { t } = useTranslation('data');
  const formats = useFormats();
  const name = useBarName(span);
  const [pointed, setPointed] = useState<number | null>(null);
  const most = Math.max(1, ...bars.map(({ kept, rejected }) => kept + rejected));
  const sum = (pick: (bar: Bar) => number) => formats.count(bars.reduce((total, bar) => total + pick(bar), 0));
  const first = bars[0] as Bar;
  const last = bars.at(-1) as Bar;
  const summary = t('quality.chartSummary', {
    from: name(first),
    to: name(last),
    kept: sum((bar) => bar.kept),
    rejected: sum((bar) => bar.rejected),
  });
  const point = ({ clientX, currentTarget }: PointerEvent<SVGSVGElement>) => {
    const box = currentTarget.getBoundingClientRect();
    setPointed(Math.min(bars.length - 1, Math.max(0, Math.floor(((clientX - box.left) / box.width) * bars.length))));
  };
  const shown = pointed === null ? null : bars[pointed];
  return (
    <>
      <p className={`muted small ${css.readout}`}>
        {shown
          ? t('quality.readout', { at: name(shown), kept: formats.count(shown.kept), rejected: formats.count(shown.rejected) })
          : t('quality.most', { count: most, rows: formats.count(most) })}
      </p>
      <svg
        className={css.bars}
        viewBox={`0 0 ${bars.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={summary}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setPointed(null)}
      >
        {bars.map((bar, index) => (
          <BarShape key={bar.from} bar={bar} index={index} most={most} pointed={index === pointed} />
        ))}
      </svg>
      <div className={`muted small ${css.ends}`}>
        <span>{name(first)}</span>
        <span>{bars.length > 1 && name(last)}</span>
      </div>
    </>
  );
}

interface BarShapeProps {
  readonly bar: Bar;
  readonly index: number;
  readonly most: number;
  readonly pointed: boolean;
}

function BarShape({ bar, index, most, pointed }: BarShapeProps) {
  const kept = (bar.kept / most) * HEIGHT;
  const rejected = (bar.rejected / most) * HEIGHT;
  const at = { x: index + 0.1, width: 0.8 };
  return (
    <g opacity={pointed ? 0.65 : 1}>
      <rect {...at} y={HEIGHT - kept} height={kept} fill="var(--brand)" />
      <rect {...at} y={HEIGHT - kept - rejected} height={rejected} fill="var(--bad)" />
    </g>
  );
}

/** What a bar stands for, in words. */
function useBarName(span: Span): (bar: Bar) => string {
  const formats = useFormats();
  const month = new Intl.DateTimeFormat(formats.locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  return ({ from, to }) => {
    if (span === 'month') return month.format(new Date(`${from.slice(0, 7)}-01`));
    return from === to ? formats.date(from) : `${formats.dayMonth(from)} – ${formats.date(to)}`;
  };
}

function BarTable({ bars, span }: BarsProps) {
  const { t } = useTranslation('data');
  const { t: tc } = useTranslation();
  const formats = useFormats();
  const name = useBarName(span);
  return (
    <div className={css.tableScroll} tabIndex={0} role="region" aria-label={t(`quality.per.${span}`)}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{tc('date')}</th>
            <th scope="col">{t('quality.kept')}</th>
            <th scope="col">{t('quality.rejected')}</th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.from}>
              <th scope="row">{name(bar)}</th>
              <td>{formats.count(bar.kept)}</td>
              <td>{formats.count(bar.rejected)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
