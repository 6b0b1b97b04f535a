// Owns the way of readings into the store: batches in turn, some filling while others are written; then the promises are kept.
import type { Metrics } from '../../platform/metrics/index.ts';
import type { InboundMessage } from '../../platform/mqtt/port.ts';
import { type Batch, type CommitTarget, keepPromises, open, type Sender, touch } from './batch.ts';
import { createDelivery, type DeliveryOptions } from './delivery.ts';
import { createDrain } from './drain.ts';
import { createOutage } from './outage.ts';
import type { Spool } from './spool/index.ts';
import { createWaiting, type WaitingLimits } from './waiting.ts';

export interface FlushSettings extends WaitingLimits {
  /** Pause between two flushes. */
  everyMs: number;
  /** Rows from which on a flush does not wait for the pause. */
  rows: number;
}

export const defaultFlush: FlushSettings = { everyMs: 50, rows: 20_000, highRows: 200_000, maxRows: 1_000_000 };

export interface FlusherOptions extends DeliveryOptions {
  spool: Spool;
  metrics: Metrics;
  settings: FlushSettings;
}

export type Flusher = ReturnType<typeof createFlusher>;

export function createFlusher(options: FlusherOptions) {
  const { spool, settings, log, counters, metrics } = options;
  const stop = new AbortController();
  const closing = stop.signal;
  const waiting = createWaiting(settings);
  const delivery = createDelivery({ ...options, closing });
  const outage = createOutage({ spool, waiting, everyMs: settings.everyMs, closing, log, counters, metrics });
  const drain = createDrain({ spool, delivery, outage, busyRows: settings.rows, log });
  let stopping = false;
  let writingRows = 0;
  let working: Promise<void> | undefined;
  let nudge: (() => void) | undefined;

  async function pause(): Promise<void> {
    if (stopping || waiting.rows >= settings.rows || drain.isDue(waiting.rows)) return;
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
    while (!stopping || !waiting.isEmpty) {
      await pause();
      counters.publish();
      if (!waiting.isEmpty) await flush();
      if (!stopping && drain.isDue(waiting.rows)) await drain.turn();
    }
    counters.publish();
  }

  /** Until the batches are durable and their machines are marked; only then commits and acknowledgements go out. */
  async function flush(): Promise<void> {
    const batches = waiting.take();
    writingRows = rowsOf(batches);
    if (await outage.sitOut(delivery.untilWritten(batches), batches)) {
      for (const batch of batches) {
        counters.durable((performance.now() - batch.openedAt) / 1000);
        keepPromises(batch);
        waiting.release(batch);
      }
    } else giveUp(batches);
    writingRows = 0;
    drain.flushed();
  }

  /** The batches are not filled again: an attempt that never ended may still read them. */
  function giveUp(batches: readonly Batch[]): void {
    const unsafe = batches.filter(({ spooled }) => !spooled);
    const error = new Error('the store did not take it');
    for (const { durable } of unsafe) durable?.reject(error);
    const readings = rowsOf(unsafe);
    if (readings === 0) return;
    log.error(
      { readings },
      'stopping with readings neither store nor spool took; only senders that keep theirs bring them again',
    );
  }

  return {
    start(): void {
      working ??= work();
    },
    /** Whether another message of such a sender is taken at all. */
    hasRoom: (sender: Sender) =>
      !stopping && waiting.hasRoom() && !(sender === 'agent' && outage.isOn && !waiting.hasRoomForAgents()),
    get waitingRows() {
      return waiting.rows + writingRows;
    },
    /** Where readings of such a sender go now; until the end of the message it stays the same. */
    batchOf: waiting.filling,
    /** The readings of one source just pushed into the batch were made from `from` to `to`. */
    wrote(batch: Batch, source: string, from: number, to: number): void {
      open(batch);
      touch(batch, source, from, to);
      if (batch.buffer.length >= settings.rows) nudge?.();
    },
    /** Tells `target` once everything agents have sent so far is durable. */
    commitTo(target: CommitTarget, offset: number): void {
      open(waiting.filling('agent')).commits.set(target, offset);
    },
    /** Resolves once everything pushed so far is durable. Nothing is allocated per message: a batch has one promise. */
    durable(sender: Sender): Promise<void> {
      const batch = open(waiting.filling(sender));
      if (!batch.durable) {
        batch.durable = Promise.withResolvers<void>();
        // Whoever waits is told; that nobody waits is no error.
        batch.durable.promise.catch(() => {});
      }
      return batch.durable.promise;
    },
    /**
     * Undefined while there is room; otherwise resolves when there is again. While the store is down nobody waits for it: on a
     * connection that many share it would hold up those who can be spooled.
     */
    room: (): Promise<void> | undefined => (outage.isOn ? outage.room() : waiting.room()),
    /** Writes what is left; resolves when it is durable, or the store refused it several times. */
    async close(): Promise<void> {
      stopping = true;
      stop.abort();
      nudge?.();
      await working;
    },
  };
}

/**
 * What the sender of a message is made to wait for. A broker that tells the client holds its PUBACK until the message is durable; with
 * an external one the PUBACK is gone already, and there only has to be room.
 */
export function answerTo(
  flusher: Flusher,
  { qos, client }: Pick<InboundMessage, 'qos' | 'client'>,
  sender: Sender,
): Promise<void> | undefined {
  return qos === 0 || client === undefined ? flusher.room() : flusher.durable(sender);
}

function rowsOf(batches: readonly Batch[]): number {
  return batches.reduce((sum, { buffer }) => sum + buffer.length, 0);
}
