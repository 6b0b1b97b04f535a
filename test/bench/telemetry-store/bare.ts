// Owns the baseline of the store's benchmark: DuckDB with one table, the appender, a commit a batch, and nothing else.
import { stat } from 'node:fs/promises';
import { BIGINT, DOUBLE, DuckDBInstance, UINTEGER, VARCHAR } from '@duckdb/node-api';
import {
  chunkRows,
  columnOf,
  createChunk,
  putEpochs,
  putNanAsNull,
  putNumbers,
  putTexts,
  startChunk,
} from '../../../server/src/platform/telemetry-store/adapters/duckdb/engine/columns.ts';
import type { SampleBuffer } from '../../../server/src/platform/telemetry-store/sample-buffer.ts';

export interface Bare {
  append(buffer: SampleBuffer): Promise<void>;
  /** Runs a query and fetches its answer, as columns of JavaScript values. */
  ask(sql: string): Promise<void>;
  /** Folds the write-ahead log into the file where it has grown to `walBytes`, as the store does. */
  checkpoint(walBytes?: number): Promise<void>;
  close(): void;
}

/** With the same limits as the store. */
export async function openBare(
  path: string,
  { memoryLimitMb, threads }: { memoryLimitMb: number; threads: number },
): Promise<Bare> {
  const instance = await DuckDBInstance.create(path, {
    memory_limit: `${memoryLimitMb}MB`,
    threads: String(threads),
    checkpoint_threshold: '1GB',
  });
  const connection = await instance.connect();
  await connection.run('CREATE TABLE samples (series UINTEGER, time BIGINT, number DOUBLE, text VARCHAR)');
  const appender = await connection.createAppender('samples');
  const chunk = createChunk([UINTEGER, BIGINT, DOUBLE, VARCHAR]);
  return {
    async append({ series, at, number, text, length }) {
      await connection.run('BEGIN');
      for (let from = 0; from < length; from += chunkRows) {
        const count = Math.min(chunkRows, length - from);
        startChunk(chunk, count);
        putNumbers(columnOf(chunk, 0), series, from, count);
        putEpochs(columnOf(chunk, 1), at, from, count);
        putNumbers(columnOf(chunk, 2), number, from, count);
        putNanAsNull(columnOf(chunk, 2), number, from, count);
        putTexts(columnOf(chunk, 3), text, from, count);
        appender.appendDataChunk(chunk);
      }
      appender.flushSync();
      await connection.run('COMMIT');
    },
    async ask(sql) {
      await (await connection.run(sql)).getColumns();
    },
    async checkpoint(walBytes = 0) {
      const size = await stat(`${path}.wal`).then(
        (file) => file.size,
        () => 0,
      );
      if (size >= walBytes) await connection.run('CHECKPOINT');
    },
    close() {
      appender.closeSync();
      connection.closeSync();
      instance.closeSync();
    },
  };
}
