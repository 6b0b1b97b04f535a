// Owns the way of raw samples into the store: batches that wait together are committed together.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BIGINT, DOUBLE, type DuckDBAppender, type DuckDBConnection, UINTEGER, VARCHAR } from '@duckdb/node-api';
import type { SampleBuffer } from '../../../sample-buffer.ts';
import {
  chunkRows,
  columnOf,
  createChunk,
  putEpochs,
  putNanAsNull,
  putNumbers,
  putTexts,
  startChunk,
} from '../engine/columns.ts';
import { type Lane, transaction } from '../engine/lane.ts';
import { readNumber } from '../engine/rows.ts';
import { type IncomingTable, incomingTables } from '../engine/schema.ts';
import type { SeriesDictionary } from './dictionary.ts';
import type { Extents } from './extents.ts';

/** Rows one transaction takes at most before others get their turn. */
const rowsPerCommit = 250_000;
/** Rows copied before the event loop gets its turn: about 10 ms. */
const rowsPerTurn = 64 * chunkRows;

/** Rows that wait to be sorted; `ordered`: every series' readings are ascending and later than all it had before. */
export interface Sealed {
  table: IncomingTable;
  rows: number;
  ordered: boolean;
}

export interface Appends {
  append(buffer: SampleBuffer): Promise<void>;
  /** The table that is full and no longer written to, or undefined. */
  readonly sealed: Sealed | undefined;
  /** The sealed table has been emptied and created anew. */
  released(): void;
  /** Waits until everything handed over is durable; what comes later is refused. */
  close(): Promise<void>;
}

interface Waiting {
  buffer: SampleBuffer;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

export async function createAppends(options: {
  lane: Lane;
  dictionary: SeriesDictionary;
  extents: Extents;
  /** Rows after which a table is sealed. */
  sealRows: number;
  onSealed: () => void;
}): Promise<Appends> {
  const { lane, dictionary, extents, sealRows, onSealed } = options;
  const chunk = createChunk([UINTEGER, BIGINT, DOUBLE, VARCHAR]);
  const counts = await lane.run((connection) => countRows(connection));
  // What a former run left is of unknown order.
  let sealed: Sealed | undefined =
    counts.incoming_b > 0 ? { table: 'incoming_b', rows: counts.incoming_b, ordered: false } : undefined;
  let active: Sealed = { table: 'incoming_a', rows: counts.incoming_a, ordered: counts.incoming_a === 0 };
  let appender: DuckDBAppender | undefined;
  let waiting: Waiting[] = [];
  let pumping: Promise<void> | undefined;
  let closed = false;

  const fill = (
    target: DuckDBAppender,
    { series, at, number, text }: SampleBuffer,
    from: number,
    count: number,
  ): void => {
    startChunk(chunk, count);
    putNumbers(columnOf(chunk, 0), series, from, count);
    putEpochs(columnOf(chunk, 1), at, from, count);
    const numbers = columnOf(chunk, 2);
    putNumbers(numbers, number, from, count);
    putNanAsNull(numbers, number, from, count);
    putTexts(columnOf(chunk, 3), text, from, count);
    target.appendDataChunk(chunk);
  };

  const write = async (connection: DuckDBConnection, buffers: readonly SampleBuffer[]): Promise<number> => {
    const count = await dictionary.store(connection);
    appender ??= await connection.createAppender(active.table);
    let sinceTurn = 0;
    for (const buffer of buffers) {
      for (let from = 0; from < buffer.length; from += chunkRows) {
        const rows = Math.min(chunkRows, buffer.length - from);
        fill(appender, buffer, from, rows);
        sinceTurn += rows;
        if (sinceTurn < rowsPerTurn) continue;
        sinceTurn = 0;
        await nextTurn();
      }
    }
    appender.flushSync();
    return count;
  };

  const commit = async (batch: readonly Waiting[]): Promise<void> => {
    const buffers = batch.map(({ buffer }) => buffer);
    try {
      const stored = await lane.run((connection) => transaction(connection, () => write(connection, buffers)));
      dictionary.stored(stored);
      for (const buffer of buffers) {
        active.rows += buffer.length;
        if (extents.note(buffer) > 0) active.ordered = false;
      }
    } catch (error) {
      discard(appender);
      appender = undefined;
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const { resolve } of batch) resolve();
  };

  const seal = (): void => {
    if (active.rows < sealRows || sealed) return;
    sealed = active;
    active = { table: sealed.table === 'incoming_a' ? 'incoming_b' : 'incoming_a', rows: 0, ordered: true };
    appender?.closeSync();
    appender = undefined;
    onSealed();
  };

  const pump = async (): Promise<void> => {
    while (waiting.length > 0) {
      await commit(takeBatch());
      seal();
    }
    pumping = undefined;
  };

  const takeBatch = (): Waiting[] => {
    let rows = 0;
    let count = 0;
    while (count < waiting.length && (count === 0 || rows < rowsPerCommit))
      rows += waiting[count++]?.buffer.length ?? 0;
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  };

  return {
    append(buffer) {
      if (closed) return Promise.reject(new Error('the telemetry store is closed'));
      const problem = problemOf(buffer, dictionary.size);
      if (problem !== undefined) return Promise.reject(new RangeError(problem));
      if (buffer.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        waiting.push({ buffer, resolve, reject });
        pumping ??= pump();
      });
    },
    get sealed() {
      return sealed;
    },
    released() {
      sealed = undefined;
    },
    async close() {
      closed = true;
      await pumping;
      appender?.closeSync();
    },
  };
}

/** What it still holds belongs to a transaction that is gone; left open it would keep the database file locked. */
function discard(appender: DuckDBAppender | undefined): void {
  try {
    appender?.clear();
    appender?.closeSync();
  } catch {
    // The error of the transaction is the one to tell.
  }
}

async function countRows(connection: DuckDBConnection): Promise<Record<IncomingTable, number>> {
  const counts = { incoming_a: 0, incoming_b: 0 };
  for (const table of incomingTables) {
    counts[table] = (await readNumber(connection, `SELECT count(*)::DOUBLE FROM ${table}`)) ?? 0;
  }
  return counts;
}

/** A time that is not whole would be stored as another one than the extents know, and its reading never be found again. */
function problemOf({ series, at, length }: SampleBuffer, size: number): string | undefined {
  for (let row = 0; row < length; row++) {
    const id = series[row] ?? 0;
    if (id >= size) return `series ${id} was never given out`;
    if (!Number.isSafeInteger(at[row])) return `time ${at[row]} of series ${id} is not a whole number of milliseconds`;
  }
  return undefined;
}
