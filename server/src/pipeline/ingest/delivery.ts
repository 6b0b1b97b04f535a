// Owns bringing batches into the store: append, keep aside what it refuses for good, mark for folding; again until it works.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../platform/log/index.ts';
import type { RefusedSample, TelemetryStore } from '../../platform/telemetry-store/port.ts';
import type { SampleBuffer } from '../../platform/telemetry-store/sample-buffer.ts';
import type { DirtyMarks } from '../fold/dirty.ts';
import type { PlantView } from '../plant-view.ts';
import type { Batch } from './batch.ts';
import type { Counters } from './counters.ts';
import type { Quarantine } from './records/quarantine.ts';
import type { SeriesNames } from './series-names.ts';

const firstRetryMs = 100;
const lastRetryMs = 5000;
/** A store that takes longer than this for one flush is as good as down. */
const patienceMs = 2000;
/** How often a failing store is asked once more when the server wants to stop. */
const closingAttempts = 3;
const reportEveryMs = 60_000;

export interface Attempt {
  /** False: given up, as the server stops or only one try was asked for. */
  written: Promise<boolean>;
  /** Resolves where it is more than a hiccup: it failed twice, or it takes long. */
  troubled: Promise<void>;
}

export interface DeliveryOptions {
  store: Pick<TelemetryStore, 'append'>;
  plant: PlantView;
  dirty: DirtyMarks;
  names: SeriesNames;
  quarantine: Quarantine;
  clock: () => number;
  log: Log;
  counters: Counters;
}

type Samples = Pick<Batch, 'buffer' | 'touched'>;

export type Delivery = ReturnType<typeof createDelivery>;

export function createDelivery(options: DeliveryOptions & { closing: AbortSignal }) {
  const { store, plant, dirty, names, quarantine, clock, log, counters, closing } = options;
  let reportedAt = Number.NEGATIVE_INFINITY;

  async function append(batches: readonly Samples[]): Promise<void> {
    const buffers = batches.map(({ buffer }) => buffer).filter(({ length }) => length > 0);
    if (buffers.length === 0) return;
    const startedAt = performance.now();
    const answers = await Promise.allSettled(buffers.map((buffer) => store.append(buffer)));
    for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
    counters.flushed((performance.now() - startedAt) / 1000);
    for (const [index, answer] of answers.entries()) {
      const buffer = buffers[index];
      if (buffer && answer.status === 'fulfilled' && answer.value.length > 0) setAside(buffer, answer.value);
    }
  }

  /** What the store never takes must not hold up what comes with it: it is kept aside, and committed like the rest. */
  function setAside(buffer: SampleBuffer, refused: readonly RefusedSample[]): void {
    const now = clock();
    for (const { index, reason } of refused) {
      const { source, signal } = names.name(buffer.series[index] ?? -1);
      const [site = '', machine = ''] = source.split('/');
      const number = buffer.number[index] ?? Number.NaN;
      const value = buffer.text.get(index) ?? (Number.isNaN(number) ? null : number);
      quarantine.keep({ source: { site, machine }, signal, at: buffer.at[index] ?? Number.NaN, value, now, reason });
    }
    if (now - reportedAt < reportEveryMs) return;
    reportedAt = now;
    log.warn({ readings: refused.length, detail: refused[0]?.detail }, 'the store refuses readings for good');
  }

  async function mark(batches: readonly Samples[]): Promise<void> {
    for (const { touched } of batches) {
      for (const [source, spans] of touched) {
        const machine = plant.bySource(source);
        if (machine) for (const { from, to } of spans) dirty.note(machine.code, from, to);
      }
    }
    await dirty.persist();
  }

  /** Tries again until it works: appending is idempotent. False: the server stops and the store still refuses. */
  async function insist(what: string, attempt: () => Promise<void>, troubled: () => void): Promise<boolean> {
    let failuresWhileClosing = 0;
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(retryMs * 2, lastRetryMs)) {
      try {
        await attempt();
        if (retryMs > firstRetryMs) log.info({ what }, 'the store takes readings again');
        return true;
      } catch (error) {
        counters.storeFailure();
        if (retryMs > firstRetryMs) troubled();
        else log.error({ err: error, what }, 'the store takes no readings; nothing is committed');
        if (closing.aborted && ++failuresWhileClosing >= closingAttempts) return false;
      }
      if (closing.aborted) await sleep(firstRetryMs);
      else await sleep(retryMs, undefined, { signal: closing }).catch(() => {});
    }
  }

  async function tryOnce(batches: readonly Samples[]): Promise<boolean> {
    try {
      await append(batches);
      await mark(batches);
      return true;
    } catch (error) {
      counters.storeFailure();
      log.debug({ err: error }, 'the store does not take what is spooled');
      return false;
    }
  }

  function begin(run: (troubled: () => void) => Promise<boolean>): Attempt {
    const trouble = Promise.withResolvers<void>();
    const timer = setTimeout(trouble.resolve, patienceMs);
    const written = run(trouble.resolve).finally(() => clearTimeout(timer));
    return { written, troubled: trouble.promise };
  }

  return {
    /** Until the batches are durable and their machines are marked, or the server stops. */
    untilWritten: (batches: readonly Samples[]) =>
      begin(
        async (troubled) =>
          (await insist('append', () => append(batches), troubled)) &&
          (await insist('mark', () => mark(batches), troubled)),
      ),
    once: (batch: Samples) => begin(() => tryOnce([batch])),
  };
}
