// Owns the metrics of the spool, and that its two states, taking and not taking, are each told once.
import type { Log } from '../../../platform/log/index.ts';
import type { Metrics } from '../../../platform/metrics/index.ts';
import type { Segment } from './segment.ts';

/** `full`: at its bound; `disk`: the disk is full or fails; `damaged`: bytes that are no record; `torn_tail`: the last write before a crash. */
type SpoolFailure = 'full' | 'disk' | 'damaged' | 'torn_tail';

export function createSpoolReport(options: {
  segments: readonly Segment[];
  clock: () => number;
  log: Log;
  metrics: Metrics;
}) {
  const { segments, clock, log, metrics } = options;
  const sum = (key: 'bytes' | 'records') => segments.reduce((total, segment) => total + segment[key], 0);
  metrics.gauge('takt_spool_bytes', 'Size of what is spooled', [], (gauge) => gauge.set(sum('bytes')));
  metrics.gauge('takt_spool_records', 'Records in the spool', [], (gauge) => gauge.set(sum('records')));
  metrics.gauge('takt_spool_oldest_seconds', 'Age of the oldest record in the spool; 0: it is empty', [], (gauge) => {
    const oldest = segments[0];
    gauge.set(oldest && oldest.records > 0 ? Math.max(0, (clock() - oldest.oldestAt) / 1000) : 0);
  });
  const written = metrics.counter('takt_spool_written_total', 'Readings written to the spool');
  const drained = metrics.counter('takt_spool_drained_total', 'Readings of the spool that the store has taken');
  const failures = metrics.counter('takt_spool_failures_total', 'Failures of the spool, by reason', ['reason']);
  let refusing = false;

  return {
    get bytes() {
      return sum('bytes');
    },
    get records() {
      return sum('records');
    },
    written(readings: number): void {
      written.inc(readings);
      if (refusing) log.info('the spool takes readings again');
      refusing = false;
    },
    drained: (readings: number) => drained.inc(readings),
    refused(reason: 'full' | 'disk', error?: unknown): void {
      failures.inc({ reason });
      if (!refusing) {
        log.error(
          { reason, ...(error === undefined ? {} : { err: error }) },
          'the spool takes no more: devices without an outbox fill the memory, then lose readings, which is counted',
        );
      }
      refusing = true;
    },
    failed(reason: Exclude<SpoolFailure, 'full'>, facts: { path?: string; bytes?: number; err?: unknown }): void {
      failures.inc({ reason });
      log.warn({ reason, ...facts }, 'the spool is damaged or cannot be read');
    },
  };
}
