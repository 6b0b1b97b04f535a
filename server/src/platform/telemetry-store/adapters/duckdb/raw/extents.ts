// Owns what is known of each series without asking the store: its first and last reading, and how much arrives late.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { SampleBuffer } from '../../../sample-buffer.ts';
import { readNumbers } from '../engine/rows.ts';
import { incomingTables } from '../engine/schema.ts';

export const dayMs = 86_400_000;

export interface Extents {
  /** Epoch ms; Infinity where the series has no reading. */
  first(series: number): number;
  /** Epoch ms; -Infinity where the series has no reading. */
  last(series: number): number;
  /** Takes in readings that are durable; answers how many were not later than what their series already had. */
  note(buffer: SampleBuffer): number;
  /** Readings that came after later ones, by UTC day (epoch ms of its beginning). */
  readonly lateByDay: Map<number, number>;
  /** Writes everything inside the caller's transaction. */
  store(connection: DuckDBConnection): Promise<void>;
}

export async function openExtents(connection: DuckDBConnection): Promise<Extents> {
  let first = new Float64Array(1024).fill(Number.POSITIVE_INFINITY);
  let last = new Float64Array(1024).fill(Number.NEGATIVE_INFINITY);
  let known = 0;
  const lateByDay = new Map<number, number>();

  const reach = (series: number): void => {
    known = Math.max(known, series + 1);
    if (series < first.length) return;
    const length = Math.max(series + 1, first.length * 2);
    first = widen(first, length, Number.POSITIVE_INFINITY);
    last = widen(last, length, Number.NEGATIVE_INFINITY);
  };
  const cover = (series: number, from: number, to: number): void => {
    reach(series);
    first[series] = Math.min(first[series] ?? from, from);
    last[series] = Math.max(last[series] ?? to, to);
  };

  const tails = incomingTables.map((table) => `SELECT series, min(time), max(time) FROM ${table} GROUP BY series`);
  const stored = ['SELECT series, first, last FROM extents', ...tails].join(' UNION ALL ');
  const bounds = `SELECT series, a::DOUBLE, b::DOUBLE FROM (${stored}) stored(series, a, b)`;
  for (const [series = 0, from = 0, to = 0] of await readNumbers(connection, bounds)) cover(series, from, to);
  const late = 'SELECT day::DOUBLE, readings::DOUBLE FROM late_days';
  for (const [day = 0, readings = 0] of await readNumbers(connection, late)) lateByDay.set(day, readings);

  return {
    first: (series) => first[series] ?? Number.POSITIVE_INFINITY,
    last: (series) => last[series] ?? Number.NEGATIVE_INFINITY,
    note(buffer) {
      let late = 0;
      for (let row = 0; row < buffer.length; row++) {
        const series = buffer.series[row] ?? 0;
        const at = buffer.at[row] ?? 0;
        if (series >= known) reach(series);
        if (at > (last[series] ?? 0)) last[series] = at;
        else {
          late += 1;
          const day = Math.floor(at / dayMs) * dayMs;
          lateByDay.set(day, (lateByDay.get(day) ?? 0) + 1);
        }
        if (at < (first[series] ?? 0)) first[series] = at;
      }
      return late;
    },
    lateByDay,
    async store(connection) {
      await connection.run('DELETE FROM extents');
      const rows: string[] = [];
      for (let series = 0; series < known; series++) {
        if (first[series] !== Number.POSITIVE_INFINITY) rows.push(`(${series},${first[series]},${last[series]})`);
      }
      for (let from = 0; from < rows.length; from += 5_000) {
        await connection.run(`INSERT INTO extents VALUES ${rows.slice(from, from + 5_000).join(',')}`);
      }
      await connection.run('DELETE FROM late_days');
      const days = [...lateByDay].map(([day, readings]) => `(${day},${readings})`);
      if (days.length > 0) await connection.run(`INSERT INTO late_days VALUES ${days.join(',')}`);
    },
  };
}

function widen(values: Float64Array<ArrayBuffer>, length: number, fill: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(length).fill(fill);
  wider.set(values);
  return wider;
}
