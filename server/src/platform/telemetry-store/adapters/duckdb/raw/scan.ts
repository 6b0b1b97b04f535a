// Owns the SQL that reads raw rows wherever they lie at the moment.
import { sampleTables } from '../engine/schema.ts';

/** Rows of the series with from ≤ time < to; absent bounds are open. Both conditions prune whole row groups. */
export function scan(series: readonly number[], range: { from?: number; to?: number }): string {
  const conditions = [seriesCondition(series)];
  if (range.from !== undefined && Number.isFinite(range.from)) conditions.push(`time >= ${range.from}`);
  if (range.to !== undefined && Number.isFinite(range.to)) conditions.push(`time < ${range.to}`);
  return scanWhere(conditions.join(' AND '));
}

export function scanWhere(condition: string): string {
  return `(${sampleTables
    .map((table) => `SELECT series, time, number, text FROM ${table} WHERE ${condition}`)
    .join(' UNION ALL ')})`;
}

export function seriesCondition(series: readonly number[]): string {
  const least = Math.min(...series);
  const greatest = Math.max(...series);
  const between = `series BETWEEN ${least} AND ${greatest}`;
  return greatest - least + 1 === series.length ? between : `${between} AND series IN (${series.join(',')})`;
}

/**
 * Windows from `from` backwards to `first`, each four times as long as the one before: what lies near is found by reading little.
 */
export function* backwards(from: number, first: number, stepMs = 3_600_000): Generator<{ from: number; to: number }> {
  let to = from;
  for (let step = stepMs; to > first; step *= 4) {
    const start = Math.max(first, to - step);
    yield { from: start, to };
    to = start;
  }
}

/** Windows from `from` forwards to and including `last`. */
export function* forwards(from: number, last: number, stepMs = 3_600_000): Generator<{ from: number; to: number }> {
  let start = from;
  for (let step = stepMs; start <= last; step *= 4) {
    const to = Math.min(last + 1, start + step);
    yield { from: start, to };
    start = to;
  }
}
