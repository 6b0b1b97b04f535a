// Owns the numbers of series: (source, signal) ↔ id, in memory and in the table `series`.
import type { DuckDBConnection } from '@duckdb/node-api';
import { readColumns } from '../engine/rows.ts';

export interface SeriesDictionary {
  /** Number of the series; given on first use. */
  id(source: string, signal: string): number;
  /** Number of a series that exists, or undefined. */
  find(source: string, signal: string): number | undefined;
  /** Every source that was given a series. */
  sources(): Iterable<string>;
  /** Every series of a source. */
  ofSource(source: string): readonly number[];
  signal(id: number): string;
  readonly size: number;
  /** Writes series not stored yet, inside the caller's transaction; call `stored` with the answer once it is committed. */
  store(connection: DuckDBConnection): Promise<number>;
  stored(count: number): void;
}

export async function openDictionary(connection: DuckDBConnection): Promise<SeriesDictionary> {
  const sources = new Map<string, Map<string, number>>();
  const entries: { source: string; signal: string }[] = [];

  const add = (source: string, signal: string): number => {
    const id = entries.push({ source, signal }) - 1;
    const signals = sources.get(source);
    if (signals) signals.set(signal, id);
    else sources.set(source, new Map([[signal, id]]));
    return id;
  };
  await readColumns(connection, 'SELECT id, source, signal FROM series ORDER BY id', ([id, source, signal], rows) => {
    for (let row = 0; row < rows; row++) {
      const expected = add(source?.text(row) ?? '', signal?.text(row) ?? '');
      if (id?.number(row) !== expected) throw new Error(`the telemetry store lacks series ${expected}`);
    }
  });
  let persisted = entries.length;

  return {
    id: (source, signal) => sources.get(source)?.get(signal) ?? add(source, signal),
    find: (source, signal) => sources.get(source)?.get(signal),
    sources: () => sources.keys(),
    ofSource: (source) => [...(sources.get(source)?.values() ?? [])],
    signal: (id) => entries[id]?.signal ?? '',
    get size() {
      return entries.length;
    },
    async store(connection) {
      const count = entries.length;
      if (count === persisted) return count;
      const appender = await connection.createAppender('series');
      try {
        entries.slice(persisted, count).forEach(({ source, signal }, index) => {
          appender.appendUInteger(persisted + index);
          appender.appendVarchar(source);
          appender.appendVarchar(signal);
          appender.endRow();
        });
        appender.flushSync();
      } finally {
        appender.closeSync();
      }
      return count;
    },
    stored(count) {
      persisted = Math.max(persisted, count);
    },
  };
}
