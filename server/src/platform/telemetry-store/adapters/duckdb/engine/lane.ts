// Owns who may use which DuckDB connection when: one statement at a time per connection, few threads of libuv's pool at once.
import type { DuckDBConnection } from '@duckdb/node-api';

/** A connection whose work runs strictly one after the other. */
export interface Lane {
  run<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Waits for what is under way and queued. */
  settled(): Promise<void>;
}

/**
 * Every running statement holds a thread of libuv's pool of four. The gate keeps one of them free, so that appends, which do
 * not pass it, never wait behind queries.
 */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

export function createGate(permits: number): Gate {
  let free = permits;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

export function createLane(connection: DuckDBConnection, gate: Gate = (work) => work()): Lane {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      const result = tail.then(() => gate(() => work(connection)));
      tail = result.catch(() => undefined);
      return result;
    },
    async settled() {
      await tail;
    },
  };
}

/** Several lanes seen as one: work goes to the lane with the least to do. */
export function createPool(connections: readonly DuckDBConnection[], gate: Gate): Lane {
  const lanes = connections.map((connection) => ({ lane: createLane(connection, gate), load: 0 }));
  return {
    async run(work) {
      const chosen = lanes.reduce((least, one) => (one.load < least.load ? one : least));
      chosen.load += 1;
      try {
        return await chosen.lane.run(work);
      } finally {
        chosen.load -= 1;
      }
    },
    async settled() {
      await Promise.all(lanes.map(({ lane }) => lane.settled()));
    },
  };
}

/** Runs `work` in a transaction; resolves once it is committed and the write-ahead log is on disk. */
export async function transaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    // A failed COMMIT has already rolled back; the first error is the one to tell.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
