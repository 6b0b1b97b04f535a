// Owns the ECharts option of the output chart.
import type { ChartOption } from './echarts.ts';
import type { OutputHour } from './output-hours.ts';
import type { ChartTheme } from './theme.ts';

interface Words {
  good: string;
  scrap: string;
  target: string;
  weak: string;
  running: string;
  unit: string;
}
interface Say {
  label(hour: OutputHour): string;
  number(value: number): string;
}

/** Bars per hour, scrap hatched on top of good, the target as steps; hours to come are empty. */
export function outputOption(hours: readonly OutputHour[], { token }: ChartTheme, words: Words, say: Say): ChartOption {
  const good = token('--text-3');
  const scrap = token('--state-down');
  const hatch = {
    symbol: 'rect',
    dashArrayX: [1, 0],
    dashArrayY: [2, 3],
    rotation: -Math.PI / 4,
    color: token('--surface'),
  };
  const counted = (hour: OutputHour, value: number) => (hour.phase === 'future' ? null : value);
  return {
    grid: { left: 4, right: 8, top: 16, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      confine: true,
      backgroundColor: token('--surface'),
      borderColor: token('--line'),
      textStyle: { color: token('--text'), fontSize: 12 },
      formatter: (items) => tipOf(hours[(Array.isArray(items) ? items[0] : items)?.dataIndex ?? -1], words, say),
    },
    xAxis: {
      type: 'category',
      data: hours.map(say.label),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: token('--line-strong') } },
      axisLabel: { color: token('--text-3'), fontSize: 12, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitLine: { lineStyle: { color: token('--line') } },
      axisLabel: { color: token('--text-3'), fontSize: 12, formatter: (value: number) => say.number(value) },
    },
    series: [
      {
        id: 'good',
        type: 'bar',
        stack: 'pieces',
        barMaxWidth: 48,
        barCategoryGap: '28%',
        data: hours.map((hour) => ({
          value: counted(hour, hour.good),
          itemStyle: { color: good, opacity: hour.phase === 'running' || hour.weak ? 0.5 : 1 },
        })),
      },
      {
        id: 'scrap',
        type: 'bar',
        stack: 'pieces',
        itemStyle: { color: scrap, borderColor: scrap, borderWidth: 1, decal: hatch },
        // A bar of nothing would still draw its border.
        data: hours.map((hour) => counted(hour, hour.scrap) || null),
      },
      {
        id: 'target',
        type: 'custom',
        z: 5,
        silent: true,
        data: hours.flatMap(({ target }, index) => (target === null ? [] : [[index, target]])),
        renderItem: (_params, api) => {
          const [x = 0, y = 0] = api.coord([api.value(0), api.value(1)]);
          const half = bandWidth(api.size?.([1, 0])) / 2;
          return {
            type: 'line',
            shape: { x1: x - half, y1: y, x2: x + half, y2: y },
            style: { stroke: token('--text'), lineWidth: 2 },
          };
        },
      },
    ],
  };
}

function bandWidth(size: number | number[] | undefined): number {
  return (Array.isArray(size) ? size[0] : size) ?? 0;
}

function tipOf(hour: OutputHour | undefined, words: Words, say: Say): string {
  if (!hour) return '';
  const line = (name: string, value: number) => `${name} <b class="num">${say.number(value)} ${words.unit}</b>`;
  const lines = [`<b>${say.label(hour)}</b>`];
  if (hour.phase !== 'future') lines.push(line(words.good, hour.good), line(words.scrap, hour.scrap));
  if (hour.target !== null) lines.push(line(words.target, hour.target));
  if (hour.phase === 'running') lines.push(words.running);
  if (hour.weak) lines.push(words.weak);
  return lines.join('<br>');
}
