// Owns reading facts: rows as stored, and sums per machine, product and bucket.
import type { DuckDBConnection } from '@duckdb/node-api';
import { type FactRow, factFields } from '@takt/model/facts';
import type { Grain, TelemetryStore } from '../../../port.ts';
import type { Lane } from '../engine/lane.ts';
import { type Column, readColumns } from '../engine/rows.ts';
import { factTables } from '../engine/schema.ts';
import { bucketIndex } from './buckets.ts';
import type { Names } from './names.ts';
import { overlaps, type Spans } from './spans.ts';

type FactQueries = Pick<TelemetryStore, 'readFacts' | 'sumFacts' | 'factSpans'>;

const minuteMs = 60_000;

export function createFactQueries(options: { readers: Lane; names: Names; spans: Record<Grain, Spans> }): FactQueries {
  const { readers, names, spans } = options;
  const known = (machines: readonly string[], grain: Grain, from: number, to: number): number[] =>
    [...new Set(machines)]
      .map((machine) => names.find(machine))
      .filter((id) => id !== undefined && overlaps(spans[grain].get(id), from, to)) as number[];
  const condition = (machines: readonly number[], from: number, to: number): string =>
    `machine IN (${machines.join(',')}) AND start >= ${from} AND start < ${to}`;

  return {
    async readFacts({ machines, grain, from, to }) {
      const ids = known(machines, grain, from, to);
      if (ids.length === 0) return [];
      const fields = factFields.map((field) => `"${field}"`).join(', ');
      const sql = `SELECT machine, product, start::DOUBLE, ${fields} FROM ${factTables[grain]}
        WHERE ${condition(ids, from, to)} ORDER BY start, machine, product`;
      return readers.run((connection) => readFactRows(connection, sql, names, (start) => start));
    },
    async sumFacts({ machines, grain, from: earliest, to: latest, edges = [earliest, latest] }) {
      const from = Math.max(earliest, edges[0] ?? latest);
      const to = Math.min(latest, edges.at(-1) ?? earliest);
      const ids = from < to ? known(machines, grain, from, to) : [];
      if (ids.length === 0) return [];
      const sums = factFields.map((field) => `sum("${field}")`).join(', ');
      const bucket = bucketIndex(edges, 'start');
      const sql = `SELECT machine, product, (${bucket})::DOUBLE AS bucket, ${sums} FROM ${factTables[grain]}
        WHERE ${condition(ids, from, to)} GROUP BY machine, product, bucket ORDER BY bucket, machine, product`;
      return readers.run((connection) => readFactRows(connection, sql, names, (index) => edges[index] ?? 0));
    },
    async factSpans(machines) {
      const found = new Map<string, { from: number; to: number }>();
      for (const machine of machines) {
        const id = names.find(machine);
        const span = id === undefined ? undefined : spans.minute.get(id);
        if (span) found.set(machine, { from: span.first, to: span.last + minuteMs });
      }
      return found;
    },
  };
}

async function readFactRows(
  connection: DuckDBConnection,
  sql: string,
  names: Names,
  start: (value: number) => number,
): Promise<FactRow[]> {
  const rows: FactRow[] = [];
  await readColumns(connection, sql, (columns, count) => pushRows(columns, count, rows, names, start));
  return rows;
}

function pushRows(
  [machine, product, start, ...measures]: readonly Column[],
  count: number,
  into: FactRow[],
  names: Names,
  startOf: (value: number) => number,
): void {
  for (let row = 0; row < count; row++) {
    const facts = {
      machine: names.name(machine?.number(row) ?? 0),
      start: startOf(start?.number(row) ?? 0),
      product: names.name(product?.number(row) ?? 0),
    } as FactRow;
    for (let index = 0; index < factFields.length; index++) {
      const field = factFields[index];
      if (field) facts[field] = measures[index]?.number(row) ?? 0;
    }
    into.push(facts);
  }
}
