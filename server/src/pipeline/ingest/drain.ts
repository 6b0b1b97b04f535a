// Owns the spool's share of the store: whatever is live goes first, and what is spooled follows in order between two flushes.
import type { Log } from '../../platform/log/index.ts';
import type { Delivery } from './delivery.ts';
import type { Outage } from './outage.ts';
import type { Spool } from './spool/index.ts';

const firstRetryMs = 100;
const lastRetryMs = 5000;
/** A portion grows while it takes less than this, so that appends are big, and shrinks where it keeps live data waiting longer. */
const [quickMs, slowMs] = [100, 300];
const [leastReadings, mostReadings] = [1000, 100_000];
/** Where live data fills every flush, the spool gets its turn after this many. */
const mostFlushesBetween = 8;

export function createDrain(options: {
  spool: Spool;
  delivery: Delivery;
  outage: Outage;
  /** Live rows waiting from which on the spool gives way. */
  busyRows: number;
  log: Log;
}) {
  const { spool, delivery, outage, busyRows, log } = options;
  let flushesBetween = 0;
  let readings = 10_000;
  let retryMs = firstRetryMs;
  let retryAt = Number.NEGATIVE_INFINITY;

  function failed(): void {
    if (retryMs === firstRetryMs) log.warn({ records: spool.records }, 'what is spooled cannot be stored yet');
    retryAt = performance.now() + retryMs;
    retryMs = Math.min(retryMs * 2, lastRetryMs);
  }

  function adapt(tookMs: number): void {
    if (tookMs < quickMs) readings = Math.min(readings * 2, mostReadings);
    else if (tookMs > slowMs) readings = Math.max(readings / 2, leastReadings);
  }

  return {
    /** A flush went by. */
    flushed(): void {
      flushesBetween++;
    },
    /** Whether a portion of the spool may go to the store now. */
    isDue: (waitingRows: number) =>
      spool.records > 0 &&
      (waitingRows < busyRows || flushesBetween >= mostFlushesBetween) &&
      performance.now() >= retryAt,
    /** One portion on its way to the store. */
    async turn(): Promise<void> {
      flushesBetween = 0;
      const startedAt = performance.now();
      const portion = await spool.next(readings);
      if (!portion || !(await outage.sitOut(delivery.once(portion), []))) {
        if (spool.records > 0) failed();
        return;
      }
      adapt(performance.now() - startedAt);
      retryMs = firstRetryMs;
      await spool.drop();
      if (spool.records === 0) log.info('what was spooled is in the store');
    },
  };
}
