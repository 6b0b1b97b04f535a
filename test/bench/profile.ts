// Owns the two ways a benchmark runs the server: with its embedded parts, or with the production parts beside it.
import { join } from 'node:path';
import { type Database, openDatabase } from '../../server/src/platform/database/index.ts';
import { createLog } from '../../server/src/platform/log/index.ts';
import { createMetrics } from '../../server/src/platform/metrics/index.ts';
import { openDuckDbStore } from '../../server/src/platform/telemetry-store/adapters/duckdb/index.ts';
import { openInfluxStore } from '../../server/src/platform/telemetry-store/adapters/influx/index.ts';
import type { TelemetryStore } from '../../server/src/platform/telemetry-store/port.ts';
import { type RunningServer, startServer } from '../harness/server.ts';
import { createTempDirectory } from '../harness/temp.ts';
import { startParts } from './production/parts.ts';

export interface Profile {
  /** What the server will find, to be prepared while it does not run. */
  openDatabase(): Promise<Database>;
  openStore(): Promise<TelemetryStore>;
  startServer(): Promise<RunningServer>;
  /** Where devices publish while the server runs. */
  brokerPort(server: RunningServer): number;
  /** Ends and removes everything but the server. */
  remove(): Promise<void>;
}

export async function embeddedProfile(): Promise<Profile> {
  const { path, remove } = await createTempDirectory('bench');
  return {
    openDatabase: () => openDatabase({ path: join(path, 'takt.db') }),
    openStore: () => openDuckDbStore({ directory: join(path, 'telemetry') }),
    startServer: () => startServer({ directory: path, env: { TAKT_LOG_LEVEL: 'warn' } }),
    brokerPort: ({ mqttPort }) => mqttPort,
    remove,
  };
}

export async function productionProfile(): Promise<Profile> {
  const [parts, directory] = [await startParts(), await createTempDirectory('bench')];
  const log = createLog({ level: 'warn' });
  const influx = { url: parts.store.url, database: 'takt', rawDays: 400, minuteDays: 1100 };
  const nobody = { org: undefined, token: undefined, user: undefined, password: undefined };
  return {
    openDatabase: () => openDatabase({ url: parts.env.TAKT_DATABASE_URL ?? '', log }),
    openStore: () => openInfluxStore({ ...influx, ...nobody, log, metrics: createMetrics() }),
    startServer: () => startServer({ directory: directory.path, env: parts.env }),
    brokerPort: () => parts.broker.port,
    async remove() {
      await parts.stop();
      await directory.remove();
    },
  };
}
