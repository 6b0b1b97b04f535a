// Owns the ECharts option of the days before and after a retrofit.
import type { SentMeasuredEffect } from '@takt/model/api';
import type { ChartOption } from './echarts.ts';
import type { ChartTheme } from './theme.ts';

type Day = SentMeasuredEffect['days'][number];

interface Say {
  label(day: string): string;
  value(value: number): string;
  /** What is told of a day under its date. */
  lines(day: Day): string[];
}

/** Every date from the first to the last: a gap is a day nothing was told of. */
export function effectOption(effect: SentMeasuredEffect, { token }: ChartTheme, say: Say): ChartOption {
  const dates = datesOf(effect.days);
  const at = new Map(dates.map((date, index) => [date, index]));
  const byDate = new Map(effect.days.map((day) => [day.day, day]));
  const pick = (wanted: (day: Day) => boolean) =>
    dates.map((date) => {
      const day = byDate.get(date);
      return day && wanted(day) ? day.value : null;
    });
  const dots = (id: string, colour: string, wanted: (day: Day) => boolean, hollow = false) => ({
    id,
    type: 'line' as const,
    showSymbol: true,
    showAllSymbol: true,
    symbol: 'circle' as const,
    symbolSize: 6,
    lineStyle: { width: hollow ? 0 : 1, color: colour, opacity: 0.5 },
    itemStyle: hollow ? { color: token('--surface'), borderColor: colour, borderWidth: 1.5 } : { color: colour },
    data: pick(wanted),
  });
  const spans = spansOf(effect, at);
  return {
    grid: { left: 4, right: 8, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: token('--surface'),
      borderColor: token('--line'),
      textStyle: { color: token('--text'), fontSize: 12 },
      formatter: (items) => {
        const date = dates[(Array.isArray(items) ? items[0] : items)?.dataIndex ?? -1] ?? '';
        const day = byDate.get(date);
        return [`<b>${date}</b>`, ...(day ? say.lines(day) : [])].join('<br>');
      },
    },
    xAxis: {
      type: 'category',
      data: dates,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: token('--line-strong') } },
      axisLabel: {
        color: token('--text-3'),
        fontSize: 12,
        hideOverlap: true,
        formatter: (day: string) => say.label(day),
      },
    },
    yAxis: {
      type: 'value',
      scale: true,
      splitLine: { lineStyle: { color: token('--line') } },
      axisLabel: { color: token('--text-3'), fontSize: 12, formatter: (value: number) => say.value(value) },
    },
    series: [
      {
        id: 'implementation',
        type: 'custom',
        silent: true,
        z: 0,
        tooltip: { show: false },
        data: spans.implementation ? [spans.implementation] : [],
        encode: { x: [0, 1] },
        renderItem: (params, api) => {
          const { y, height } = params.coordSys as unknown as { y: number; height: number };
          const { x, width } = stretch(api);
          return {
            type: 'rect',
            shape: { x, y, width, height },
            style: { fill: token('--state-unscheduled'), opacity: 0.5 },
          };
        },
      },
      {
        id: 'means',
        type: 'custom',
        silent: true,
        z: 1,
        tooltip: { show: false },
        data: spans.means,
        encode: { x: [0, 1], y: [2, 3, 4] },
        renderItem: (_params, api) => {
          const { x, width } = stretch(api);
          const y = (index: number) => api.coord([api.value(0), api.value(index)])[1] ?? 0;
          return {
            type: 'group',
            children: [
              {
                type: 'rect',
                shape: { x, y: y(4), width, height: Math.max(1, y(3) - y(4)) },
                style: { fill: token('--accent-soft'), opacity: 0.9 },
              },
              {
                type: 'line',
                shape: { x1: x, y1: y(2), x2: x + width, y2: y(2) },
                style: { stroke: token('--text'), lineWidth: 2 },
              },
            ],
          };
        },
      },
      dots('before', token('--text-3'), ({ window, leftOut }) => window === 'before' && leftOut === null),
      dots('after', token('--accent'), ({ window, leftOut }) => window === 'after' && leftOut === null),
      dots('left-out', token('--line-strong'), ({ leftOut }) => leftOut !== null, true),
    ],
  };
}

type Api = Parameters<NonNullable<Extract<NonNullable<ChartOption['series']>, { type?: 'custom' }>['renderItem']>>[1];

/** From the left edge of the first day to the right edge of the last. */
function stretch(api: Api): { x: number; width: number } {
  const size = api.size?.([1, 0]);
  const half = ((Array.isArray(size) ? size[0] : size) ?? 0) / 2;
  const from = api.coord([api.value(0), 0])[0] ?? 0;
  const to = api.coord([api.value(1), 0])[0] ?? 0;
  return { x: from - half, width: to - from + 2 * half };
}

function spansOf(effect: SentMeasuredEffect, at: ReadonlyMap<string, number>) {
  const spanOf = (window: Day['window']): [number, number] | undefined => {
    const days = effect.days.filter((day) => day.window === window);
    const [from, to] = [at.get(days[0]?.day ?? ''), at.get(days.at(-1)?.day ?? '')];
    return from === undefined || to === undefined ? undefined : [from, to];
  };
  const mean = (window: 'before' | 'after') => {
    const [span, interval] = [spanOf(window), effect[window]];
    return span && interval ? [[...span, interval.value, interval.low, interval.high]] : [];
  };
  return { implementation: spanOf('implementation'), means: [...mean('before'), ...mean('after')] };
}

function datesOf(days: readonly Day[]): string[] {
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  if (first === undefined || last === undefined) return [];
  const dates: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000)
    dates.push(new Date(at).toISOString().slice(0, 10));
  return dates;
}
