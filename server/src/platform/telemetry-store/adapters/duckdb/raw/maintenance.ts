// Owns the work in the background: sorting full tables, rewriting days, and keeping the write-ahead log short.
import { stat } from 'node:fs/promises';
import type { Lane } from '../engine/lane.ts';
import type { Appends } from './appends.ts';
import { rewriteDay, sortSealed, worstDay } from './compaction.ts';
import type { Extents } from './extents.ts';

export interface Maintenance {
  /** Looks for work now rather than at the next tick. */
  nudge(): void;
  /** Does what is due now; resolves when there is nothing left to do, or it failed. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Failures go to `onError`; the data stays readable and appendable where it is, and the work is tried again at the next tick.
 */
export function createMaintenance(options: {
  lane: Lane;
  appends: () => Appends;
  extents: Extents;
  walPath: string;
  /** Size of the write-ahead log at which it is folded into the database file, bytes. */
  walBytes: number;
  /** Late readings of a day from which on the day is rewritten. */
  lateReadings: number;
  everyMs: number;
  onError: (error: unknown) => void;
}): Maintenance {
  const { lane, appends, extents, walPath, walBytes, lateReadings, everyMs, onError } = options;
  let running: Promise<void> | undefined;
  let again = false;
  let closed = false;

  const sort = async (): Promise<void> => {
    const { sealed } = appends();
    if (!sealed) return;
    await lane.run((connection) => sortSealed(connection, sealed, extents));
    appends().released();
    const day = worstDay(extents, lateReadings);
    if (day !== undefined && !closed) await lane.run((connection) => rewriteDay(connection, day, extents));
  };
  const checkpoint = async (): Promise<void> => {
    const size = await stat(walPath).then(
      (file) => file.size,
      () => 0,
    );
    if (size >= walBytes) await lane.run((connection) => connection.run('CHECKPOINT'));
  };
  const work = async (): Promise<void> => {
    do {
      again = false;
      try {
        await sort();
        await checkpoint();
      } catch (error) {
        onError(error);
      }
    } while (again && !closed);
  };
  const nudge = (): void => {
    if (closed) return;
    if (running) {
      again = true;
      return;
    }
    running = work().finally(() => {
      running = undefined;
    });
  };
  const timer = setInterval(nudge, everyMs);
  timer.unref();

  return {
    nudge,
    async settled() {
      nudge();
      while (running) await running;
    },
    async close() {
      closed = true;
      clearInterval(timer);
      while (running) await running;
    },
  };
}
