import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FONT } from '@/app/theme';
import { useFormats } from '@/format/useFormats';
import { init, type EChartsType } from './echarts';
import { chartOption, readPalette } from './option';
import type { ChartPoint } from './series';
import css from './ForecastChart.module.css';

interface CanvasProps {
  readonly points: readonly ChartPoint[];
  readonly label: string;
}

/** The drawn chart; loaded only where a chart is shown. */
export default function Canvas({ points, label }: CanvasProps) {
  const { t } = useTranslation('today');
  const formats = useFormats();
  const scheme = useComputedColorScheme('light');
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);

  useEffect(() => {
    const element = holder.current;
    if (!element) return undefined;
    chart.current = init(element, undefined, { renderer: 'svg' });
    const observer = new ResizeObserver(() => chart.current?.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.current?.dispose();
    };
  }, []);

  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const labels = {
      actual: t('chart.actual'),
      forecast: t('chart.forecast'),
      band: t('chart.band'),
      today: t('chart.today'),
    };
    chart.current?.setOption(chartOption(points, readPalette(element), labels, formats, FONT), true);
  }, [points, scheme, formats, t]);

  return <div ref={holder} className={css.canvas} role="img" aria-label={label} />;
}
