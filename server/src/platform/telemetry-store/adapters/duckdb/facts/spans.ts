// Owns what is known of each machine's facts without asking the store: the first and last row per grain.
import type { DuckDBConnection } from '@duckdb/node-api';
import { readNumbers } from '../engine/rows.ts';

export interface Span {
  first: number;
  last: number;
}

export type Spans = Map<number, Span>;

/** Starts of the first and last row of every machine, or of those named. */
export async function readSpans(
  connection: DuckDBConnection,
  table: string,
  machines?: readonly number[],
): Promise<Spans> {
  const spans: Spans = new Map();
  const where = machines ? `WHERE machine IN (${machines.join(',')})` : '';
  const sql = `SELECT machine, min(start)::DOUBLE, max(start)::DOUBLE FROM ${table} ${where} GROUP BY machine`;
  for (const [machine = 0, first = 0, last = 0] of await readNumbers(connection, sql))
    spans.set(machine, { first, last });
  return spans;
}

export function overlaps(span: Span | undefined, from: number, to: number): boolean {
  return span !== undefined && from <= span.last && to > span.first;
}

/**
 * The span after [from, to) was replaced by rows from `added.first` to `added.last`; undefined where only the store can tell,
 * because an edge was cut off.
 */
export function replaced(span: Span | undefined, from: number, to: number, added: Span | undefined): Span | undefined {
  if (!span) return added;
  const keepsFirst = from > span.first || to <= span.first || (added !== undefined && added.first <= span.first);
  const keepsLast = to <= span.last || from > span.last || (added !== undefined && added.last >= span.last);
  if (!keepsFirst || !keepsLast) return undefined;
  return united(span, added);
}

export function united(span: Span, added: Span | undefined): Span {
  return added ? { first: Math.min(span.first, added.first), last: Math.max(span.last, added.last) } : span;
}
