// Owns the time in which the store takes nothing: devices that keep nothing are spooled, agents keep and wait for their commits.
import type { Log } from '../../platform/log/index.ts';
import type { Metrics } from '../../platform/metrics/index.ts';
import type { Batch } from './batch.ts';
import type { Counters } from './counters.ts';
import type { Attempt } from './delivery.ts';
import type { Spool } from './spool/index.ts';
import type { Waiting } from './waiting.ts';

/** How long an attempt that does not end may keep the server from stopping. */
const farewellMs = 3000;

export type Outage = ReturnType<typeof createOutage>;

export function createOutage(options: {
  spool: Spool;
  waiting: Waiting;
  /** Pause between two writes to the spool. */
  everyMs: number;
  closing: AbortSignal;
  log: Log;
  counters: Counters;
  metrics: Metrics;
}) {
  const { spool, waiting, everyMs, closing, log, counters, metrics } = options;
  let since: number | undefined;
  let diskTakes = true;
  let spooled = Promise.withResolvers<void>();
  metrics.gauge('takt_ingest_store_outage', '1 while readings cannot be written to the store', [], (gauge) =>
    gauge.set(since === undefined ? 0 : 1),
  );

  async function spoolOne(batch: Batch): Promise<boolean> {
    if (batch.spooled || batch.sender === 'agent') return true;
    diskTakes = await spool.append(batch);
    if (!diskTakes) return false;
    batch.spooled = true;
    batch.durable?.resolve();
    return true;
  }

  /** In order: what is still here of `held` goes before what came later. */
  async function spoolDevices(held: readonly Batch[]): Promise<void> {
    for (const batch of held) if (!(await spoolOne(batch))) return;
    const devices = waiting.devices();
    if (devices && (await spoolOne(devices))) waiting.release(devices);
  }

  function makeRoom(): void {
    spooled.resolve();
    spooled = Promise.withResolvers<void>();
  }

  async function spoolUntilEnd({ written }: Attempt, held: readonly Batch[]): Promise<boolean> {
    let outcome: boolean | undefined;
    let wake = () => {};
    void written.then((answer) => {
      outcome = answer;
      wake();
    });
    let stopBy = Number.POSITIVE_INFINITY;
    while (outcome === undefined && performance.now() < stopBy) {
      if (closing.aborted) stopBy = Math.min(stopBy, performance.now() + farewellMs);
      await spoolDevices(held);
      makeRoom();
      counters.publish();
      // Not a race: that would add a listener to the same promise at every turn of an outage that may last for days.
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, diskTakes && waiting.devicesAreMany() ? 0 : everyMs);
      });
    }
    if (outcome !== true) await spoolDevices(held);
    return outcome === true;
  }

  return {
    get isOn() {
      return since !== undefined;
    },
    /**
     * Devices that speak faster than the disk takes it wait for the disk, never for the store. Where the disk takes nothing waiting
     * helps nobody.
     */
    room: (): Promise<void> | undefined => (diskTakes && waiting.devicesAreMany() ? spooled.promise : undefined),
    /**
     * Answers whether the attempt succeeded, however long that takes. `held` are the batches under way: the devices' share of them
     * is spooled too, so that nobody waits for the store; being stored twice does no harm.
     */
    async sitOut(attempt: Attempt, held: readonly Batch[]): Promise<boolean> {
      const inTime = await Promise.race([attempt.written, attempt.troubled]);
      if (inTime !== undefined) return inTime;
      since = performance.now();
      log.warn('the store is down: devices without an outbox are spooled, agents wait for their commits');
      waiting.makeRoom();
      const written = await spoolUntilEnd(attempt, held);
      const seconds = Math.round((performance.now() - since) / 1000);
      since = undefined;
      makeRoom();
      if (written) log.info({ seconds, spooled: spool.records }, 'the store is back');
      return written;
    },
  };
}
