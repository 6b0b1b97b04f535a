// Owns the numbers of machine codes and products, so that facts carry numbers instead of texts.
import type { DuckDBConnection } from '@duckdb/node-api';
import { readColumns } from '../engine/rows.ts';

export interface Names {
  id(name: string): number;
  find(name: string): number | undefined;
  name(id: number): string;
  /** Writes names not stored yet, inside the caller's transaction; call `stored` with the answer once it is committed. */
  store(connection: DuckDBConnection): Promise<number>;
  stored(count: number): void;
}

export async function openNames(connection: DuckDBConnection): Promise<Names> {
  const ids = new Map<string, number>();
  const names: string[] = [];
  const add = (name: string): number => {
    const id = names.push(name) - 1;
    ids.set(name, id);
    return id;
  };
  await readColumns(connection, 'SELECT id, name FROM names ORDER BY id', ([id, name], rows) => {
    for (let row = 0; row < rows; row++) {
      const expected = add(name?.text(row) ?? '');
      if (id?.number(row) !== expected) throw new Error(`the telemetry store lacks name ${expected}`);
    }
  });
  let persisted = names.length;
  return {
    id: (name) => ids.get(name) ?? add(name),
    find: (name) => ids.get(name),
    name: (id) => names[id] ?? '',
    async store(connection) {
      const count = names.length;
      if (count === persisted) return count;
      const appender = await connection.createAppender('names');
      try {
        names.slice(persisted, count).forEach((name, index) => {
          appender.appendUInteger(persisted + index);
          appender.appendVarchar(name);
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
