// Owns the trend of OEE: the last seven days beside the seven before, as points a small chart can draw.
import type { KpiRow } from '@takt/model/api';
import { dayNumberOf } from '@takt/model/calendar';

export const trendDays = 14;
const half = trendDays / 2;

export interface Trend {
  /** Oldest first; null where a day has no value. */
  current: (number | null)[];
  previous: (number | null)[];
}

/** Lays daily rows over the two weeks that end today; days nobody answered for are null. */
export function trendOf(rows: readonly KpiRow[], now: number, timeZone: string): Trend {
  const today = dayNumberOf(now, timeZone);
  const values: (number | null)[] = Array.from({ length: trendDays }, () => null);
  for (const row of rows) {
    const index = trendDays - 1 - (today - dayNumberOf(Date.parse(row.from), timeZone));
    if (index >= 0 && index < trendDays) values[index] = row.kpis.oee;
  }
  return { previous: values.slice(0, half), current: values.slice(half) };
}

export interface TrendShape {
  /** Values of the lower and upper edge. */
  low: number;
  high: number;
  /** Unbroken stretches as SVG point lists in a box of 100 × 100. */
  current: string[];
  previous: string[];
  /** The newest value, as a point. */
  last: { x: number; y: number } | undefined;
}

/** The least height of the scale: a tenth of a percent is no mountain. */
const leastSpan = 0.1;

export function shapeOf(trend: Trend): TrendShape | undefined {
  const known = [...trend.current, ...trend.previous].filter((value) => value !== null);
  if (known.length === 0) return undefined;
  const middle = (Math.max(...known) + Math.min(...known)) / 2;
  const span = Math.max(leastSpan, (Math.max(...known) - Math.min(...known)) * 1.15);
  const low = middle - span / 2;
  const point = (value: number, index: number) => ({
    x: (index * 100) / (half - 1),
    y: 100 - ((value - low) / span) * 100,
  });
  const lastIndex = trend.current.findLastIndex((value) => value !== null);
  const last = trend.current[lastIndex];
  return {
    low,
    high: low + span,
    current: stretches(trend.current, point),
    previous: stretches(trend.previous, point),
    last: typeof last === 'number' ? point(last, lastIndex) : undefined,
  };
}

function stretches(
  values: readonly (number | null)[],
  point: (value: number, index: number) => { x: number; y: number },
): string[] {
  const found: string[][] = [[]];
  for (const [index, value] of values.entries()) {
    if (value === null) {
      found.push([]);
      continue;
    }
    const { x, y } = point(value, index);
    found.at(-1)?.push(`${x.toFixed(2)},${y.toFixed(2)}`);
  }
  return found.filter((stretch) => stretch.length > 1).map((stretch) => stretch.join(' '));
}
