/** Turns points into an ECharts option in the product's own colours. */
import type { EChartsCoreOption } from 'echarts/core';
import type { Formats } from '@/format/format';
import { lastActual, type ChartPoint } from './series';

export interface Palette {
  readonly ink: string;
  readonly ink2: string;
  readonly line: string;
  readonly card: string;
  readonly brand: string;
  readonly forecast: string;
}

export interface Labels {
  readonly actual: string;
  readonly forecast: string;
  readonly band: string;
  readonly today: string;
}

/** Reads the palette from the page's custom properties, so light and dark need no second theme. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: read('--ink'),
    ink2: read('--ink-2'),
    line: read('--line'),
    card: read('--card'),
    brand: read('--brand'),
    forecast: read('--forecast'),
  };
}

const base = { type: 'line', symbol: 'none', animation: false } as const;

/** Builds the option: actual line, dashed forecast, band between low and high, line at the business date. */
export function chartOption(
  points: readonly ChartPoint[],
  palette: Palette,
  labels: Labels,
  formats: Formats,
  font: string,
): EChartsCoreOption {
  const today = lastActual(points);
  const text = { color: palette.ink2, fontFamily: font, fontSize: 12.5 };
  return {
    animation: false,
    textStyle: { fontFamily: font },
    grid: { left: 4, right: 12, top: 28, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: palette.card,
      borderColor: palette.line,
      padding: [8, 12],
      textStyle: { color: palette.ink, fontFamily: font, fontSize: 13.5 },
      formatter: (hovered: { dataIndex: number }[]) => tooltip(points[hovered[0]?.dataIndex ?? 0], labels, formats),
    },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: points.map((point) => point.date),
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true, formatter: (date: string) => formats.dayMonth(date) },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 4,
      splitLine: { lineStyle: { color: palette.line } },
      axisLabel: { ...text, formatter: (value: number) => formats.count(value) },
    },
    series: [
      { ...base, name: 'floor', stack: 'band', lineStyle: { opacity: 0 }, silent: true, data: points.map((p) => p.lower) },
      {
        ...base,
        name: labels.band,
        stack: 'band',
        lineStyle: { opacity: 0 },
        areaStyle: { color: palette.forecast, opacity: 0.2 },
        silent: true,
        data: points.map((p) => (p.upper === null || p.lower === null ? null : p.upper - p.lower)),
      },
      {
        ...base,
        name: labels.actual,
        lineStyle: { color: palette.brand, width: 2 },
        data: points.map((p) => p.actual),
        markLine: today
          ? {
              symbol: 'none',
              silent: true,
              lineStyle: { color: palette.ink2, type: 'solid', width: 1 },
              label: { ...text, formatter: labels.today, position: 'end', opacity: 1 },
              data: [{ xAxis: today }],
            }
          : undefined,
      },
      {
        ...base,
        name: labels.forecast,
        lineStyle: { color: palette.forecast, width: 2, type: [5, 4] },
        data: points.map((p) => p.forecast),
      },
    ],
  };
}

function tooltip(point: ChartPoint | undefined, labels: Labels, formats: Formats): string {
  if (!point) return '';
  const row = (name: string, value: string) =>
    `<div style="display:flex;gap:16px;justify-content:space-between"><span>${name}</span><b>${value}</b></div>`;
  const rows = [
    point.actual !== null && row(labels.actual, formats.count(point.actual)),
    point.forecast !== null && row(labels.forecast, formats.decimal(point.forecast)),
    point.lower !== null &&
      row(labels.band, `${formats.decimal(point.lower)} – ${formats.decimal(point.upper)}`),
  ];
  return `<div style="opacity:.75">${formats.date(point.date)}</div>${rows.filter(Boolean).join('')}`;
}
