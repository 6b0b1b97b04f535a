// Owns opening the InfluxDB store from plain JSON, here and in the process that is killed.
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';
import {
  type InfluxStoreOptions,
  openInfluxStore,
} from '../../../server/src/platform/telemetry-store/adapters/influx/index.ts';
import type { TelemetryStore } from '../../../server/src/platform/telemetry-store/port.ts';

/** Everything is kept for ever unless told otherwise: the suite writes into 1970. */
export function openInflux(options: Partial<InfluxStoreOptions> & { url: string }): Promise<TelemetryStore> {
  return openInfluxStore({
    database: 'takt',
    org: undefined,
    token: undefined,
    user: undefined,
    password: undefined,
    rawDays: 0,
    minuteDays: 0,
    log: createLog({ level: 'silent' }),
    metrics: createMetrics(),
    ...options,
  });
}
