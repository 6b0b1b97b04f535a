// Owns the metrics of the store: what was written, tried again, refused and asked.
import type { Metrics } from '../../../metrics/index.ts';

const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];

export type StoreMetrics = ReturnType<typeof createStoreMetrics>;

export function createStoreMetrics(metrics: Metrics) {
  return {
    writeSeconds: metrics.histogram('takt_store_write_seconds', 'Time InfluxDB takes for one write', secondsBuckets, [
      'policy',
    ]),
    querySeconds: metrics.histogram('takt_store_query_seconds', 'Time InfluxDB takes for one query', secondsBuckets),
    points: metrics.counter('takt_store_points_total', 'Points InfluxDB has taken', ['policy']),
    retries: metrics.counter('takt_store_retries_total', 'Writes to InfluxDB tried again'),
    failures: metrics.counter('takt_store_write_failures_total', 'Writes to InfluxDB given up'),
    refused: metrics.counter('takt_store_refused_points_total', 'Readings and facts InfluxDB will never take', [
      'reason',
    ]),
  };
}
