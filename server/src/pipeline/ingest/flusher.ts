// Owns the way of readings into the store: two batches in turn, one filling while the other is written; then the promises are kept.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../platform/log/index.ts';
import type { TelemetryStore } from '../../platform/telemetry-store/port.ts';
import type { DirtyMarks } from '../fold/dirty.ts';
import type { PlantView } from '../plant-view.ts';
import { type Batch, type CommitTarget, clearBatch, createBatch, touch } from './batch.ts';
import type { Counters } from './counters.ts';

export interface FlushSettings {
  /** Pause between two flushes. */
  everyMs: number;
  /** Rows from which on a flush does not wait for the pause. */
  rows: number;
  /** Rows waiting from which on senders are asked to wait. */
  highRows: number;
  /** Rows waiting beyond which nothing more is taken. */
  maxRows: number;
}

export const defaultFlush: FlushSettings = { everyMs: 50, rows: 20_000, highRows: 200_000, maxRows: 1_000_000 };

const firstRetryMs = 100;
const lastRetryMs = 5000;
/** How often a failing store is asked once more when the server wants to stop. */
const closingAttempts = 3;

export interface FlusherOptions {
  store: TelemetryStore;
  plant: PlantView;
  dirty: DirtyMarks;
  log: Log;
  counters: Counters;
  settings: FlushSettings;
}

export type Flusher = ReturnType<typeof createFlusher>;

export function createFlusher({ store, plant, dirty, log, counters, settings }: FlusherOptions) {
  let filling = createBatch();
  let resting = createBatch();
  let closing = false;
  let working: Promise<void> | undefined;
  let nudge: (() => void) | undefined;

  const isEmpty = (batch: Batch) => batch.openedAt === 0;

  function open(): void {
    if (filling.openedAt === 0) filling.openedAt = performance.now();
  }

  async function pause(): Promise<void> {
    if (closing || filling.buffer.length >= settings.rows) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, settings.everyMs);
      nudge = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    nudge = undefined;
  }

  async function work(): Promise<void> {
    while (!closing || !isEmpty(filling)) {
      await pause();
      counters.publish();
      if (isEmpty(filling)) continue;
      const batch = filling;
      filling = resting;
      resting = batch;
      batch.room?.resolve();
      await write(batch);
    }
    counters.publish();
  }

  /** Until the batch is durable and its machines are marked; only then commits and acknowledgements go out. */
  async function write(batch: Batch): Promise<void> {
    const { openedAt, commits, durable } = batch;
    const written = (await insist('append', () => append(batch))) && (await insist('mark', () => markDirty(batch)));
    if (written) {
      counters.durable((performance.now() - openedAt) / 1000);
      for (const [target, offset] of commits) target.committed(offset);
      durable?.resolve();
    } else {
      log.error(
        { readings: batch.buffer.length },
        'stopping with readings the store did not take; only senders that keep theirs bring them again',
      );
      durable?.reject(new Error('the store did not take it'));
    }
    clearBatch(batch);
  }

  async function append(batch: Batch): Promise<void> {
    if (batch.buffer.length === 0) return;
    const startedAt = performance.now();
    await store.append(batch.buffer);
    counters.flushed((performance.now() - startedAt) / 1000);
  }

  async function markDirty(batch: Batch): Promise<void> {
    for (const [source, spans] of batch.touched) {
      const machine = plant.bySource(source);
      if (machine) for (const { from, to } of spans) dirty.note(machine.code, from, to);
    }
    await dirty.persist();
  }

  /** Tries again until it works: appending is idempotent. False: the server stops and the store still refuses. */
  async function insist(what: string, attempt: () => Promise<void>): Promise<boolean> {
    let retryMs = firstRetryMs;
    let failuresWhileClosing = 0;
    for (;;) {
      try {
        await attempt();
        if (retryMs > firstRetryMs) log.info({ what }, 'the store takes readings again');
        return true;
      } catch (error) {
        counters.storeFailure();
        if (retryMs === firstRetryMs)
          log.error({ err: error, what }, 'the store takes no readings; nothing is committed');
        if (closing && ++failuresWhileClosing >= closingAttempts) return false;
      }
      await sleep(closing ? firstRetryMs : retryMs);
      retryMs = Math.min(retryMs * 2, lastRetryMs);
    }
  }

  return {
    start(): void {
      working ??= work();
    },
    /** Whether another message is taken at all. */
    hasRoom: () => !closing && filling.buffer.length < settings.maxRows,
    get waitingRows() {
      return filling.buffer.length + resting.buffer.length;
    },
    /** Where readings go now. */
    get buffer() {
      return filling.buffer;
    },
    /** The readings of one source just pushed were made from `from` to `to`. */
    wrote(source: string, from: number, to: number): void {
      open();
      touch(filling, source, from, to);
      if (filling.buffer.length >= settings.rows) nudge?.();
    },
    /** Tells `target` once everything pushed so far is durable. */
    commitTo(target: CommitTarget, offset: number): void {
      open();
      filling.commits.set(target, offset);
    },
    /** Resolves once everything pushed so far is durable. Nothing is allocated per message: a batch has one promise. */
    durable(): Promise<void> {
      open();
      if (!filling.durable) {
        filling.durable = Promise.withResolvers<void>();
        // Whoever waits is told; that nobody waits is no error.
        filling.durable.promise.catch(() => {});
      }
      return filling.durable.promise;
    },
    /** Undefined while there is room; otherwise resolves when there is again. */
    room(): Promise<void> | undefined {
      if (filling.buffer.length < settings.highRows) return undefined;
      filling.room ??= Promise.withResolvers<void>();
      return filling.room.promise;
    },
    /** Writes what is left; resolves when it is durable, or the store refused it several times. */
    async close(): Promise<void> {
      closing = true;
      nudge?.();
      await working;
    },
  };
}
