// Owns the ECharts option of a signal's history: mean as a line inside the band from least to greatest reading.
import type { ChartOption } from './echarts.ts';
import { gapThreshold, type HistoryPoint, withGaps } from './history-points.ts';
import type { ChartTheme } from './theme.ts';

export interface HistoryView {
  from: number;
  to: number;
  /** How many buckets the range was divided into at most. */
  buckets: number;
}
interface Say {
  axis(at: number): string;
  dateTime(at: number): string;
  value(value: number): string;
  mean: string;
  range: string;
  readings(count: number): string;
}

export function historyOption(
  points: readonly HistoryPoint[],
  view: HistoryView,
  { token }: ChartTheme,
  say: Say,
): ChartOption {
  const line = withGaps(points, gapThreshold(points, (view.to - view.from) / view.buckets));
  const at = (pick: (point: HistoryPoint) => number) =>
    line.map((point): [number, number | null] => [point.at, 'gap' in point ? null : pick(point)]);
  const accent = token('--accent');
  const band = { type: 'line' as const, stack: 'band', stackStrategy: 'all' as const, symbol: 'none', silent: true };
  return {
    grid: { left: 4, right: 16, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: token('--surface'),
      borderColor: token('--line'),
      textStyle: { color: token('--text'), fontSize: 12 },
      axisPointer: { type: 'line', lineStyle: { color: token('--text-3') } },
      formatter: (items) => tipOf(line[(Array.isArray(items) ? items[0] : items)?.dataIndex ?? -1], say),
    },
    xAxis: {
      type: 'time',
      min: view.from,
      max: view.to,
      axisLine: { lineStyle: { color: token('--line-strong') } },
      axisLabel: {
        color: token('--text-3'),
        fontSize: 12,
        hideOverlap: true,
        formatter: (value: number) => say.axis(value),
      },
    },
    yAxis: {
      type: 'value',
      scale: true,
      splitLine: { lineStyle: { color: token('--line') } },
      axisLabel: { color: token('--text-3'), fontSize: 12, formatter: (value: number) => say.value(value) },
    },
    series: [
      { ...band, id: 'floor', lineStyle: { opacity: 0 }, data: at((point) => point.min) },
      {
        ...band,
        id: 'band',
        lineStyle: { opacity: 0 },
        areaStyle: { color: accent, opacity: 0.22 },
        data: at((point) => point.max - point.min),
      },
      // A reading between two gaps has no neighbour to be joined with: a dot keeps it visible.
      {
        id: 'mean',
        type: 'line',
        symbol: 'circle',
        symbolSize: 4,
        showSymbol: points.length < 60,
        lineStyle: { color: accent, width: 1.5 },
        itemStyle: { color: accent },
        data: at((point) => point.mean),
      },
    ],
  };
}

function tipOf(point: HistoryPoint | { gap: true } | undefined, say: Say): string {
  if (!point || 'gap' in point) return '';
  const lines = [`<b>${say.dateTime(point.at)}</b>`, `${say.mean} <b>${say.value(point.mean)}</b>`];
  if (point.max > point.min) lines.push(`${say.range} ${say.value(point.min)} – ${say.value(point.max)}`);
  lines.push(say.readings(point.count));
  return lines.join('<br>');
}
