// Owns opening the parts an installation consists of, as the server opens them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import type { AuthorityOptions } from '../../devices/credentials/authority/index.ts';
import { type Database, type DatabaseOptions, openDatabase, openDatabaseAsIs } from '../../platform/database/index.ts';
import { createLog } from '../../platform/log/index.ts';
import { createMetrics } from '../../platform/metrics/index.ts';
import { createBullQueue } from '../../platform/queue/adapters/bullmq/index.ts';
import { createInProcessQueue } from '../../platform/queue/adapters/in-process/index.ts';
import type { Queue } from '../../platform/queue/port.ts';
import { connectRedis } from '../../platform/redis/index.ts';
import { openDuckDbStore } from '../../platform/telemetry-store/adapters/duckdb/index.ts';
import { openInfluxStore } from '../../platform/telemetry-store/adapters/influx/index.ts';
import type { TelemetryStore } from '../../platform/telemetry-store/port.ts';

/** A command says what is wrong itself. */
const log = createLog({ level: 'silent' });
/** A server waits for parts that start with it; an operator wants to know. */
const patienceMs = 5000;

export const registryFile = 'takt.db';
export const telemetryDirectory = 'telemetry';
const authorityDirectory = 'authority';

/** The registry under the tables of this version. Throws where there is none: a command does not create an installation by the way. */
export function openRegistry(config: Config): Promise<Database> {
  mustExist(config);
  return openDatabase(databaseOptions(config));
}

/** The registry as it is, for what must not change it. */
export function openRegistryAsIs(config: Config): Promise<Database> {
  mustExist(config);
  return openDatabaseAsIs(databaseOptions(config));
}

/** The registry, created where there is none. */
export function createRegistry(config: Config): Promise<Database> {
  return openDatabaseAsIs(databaseOptions(config));
}

/** Where the authority of devices' certificates is. */
export function registryAuthority({ mqtt: { authority }, dataDirectory }: Config): AuthorityOptions['source'] {
  return authority ?? { directory: join(dataDirectory, authorityDirectory) };
}

/** Whoever opens the embedded telemetry store must have the data directory. */
export function openTelemetry({ influx, dataDirectory }: Config): Promise<TelemetryStore> {
  if (influx === undefined) return openDuckDbStore({ directory: join(dataDirectory, telemetryDirectory) });
  return openInfluxStore({ ...influx, log, metrics: createMetrics(), settings: { startTimeoutMs: patienceMs } });
}

/** The queue, to look at and change its jobs; it is not started. */
export async function openQueue({ redisUrl: url }: Config, { db }: Database, clock: () => number): Promise<Queue> {
  const metrics = createMetrics();
  if (url === undefined) return createInProcessQueue({ db, log, metrics, clock });
  const redis = await connectRedis({ url, log, metrics, waitMs: patienceMs });
  const queue = createBullQueue({ redis, log, metrics });
  return {
    ...queue,
    async close() {
      await queue.close();
      await redis.close();
    },
  };
}

function databaseOptions({ databaseUrl: url, dataDirectory }: Config): DatabaseOptions {
  if (url === undefined) return { path: join(dataDirectory, registryFile) };
  return { url, log, settings: { startTimeoutMs: patienceMs } };
}

/** Throws where no installation has been begun. A database outside is asked itself. */
export function mustExist({ databaseUrl, dataDirectory }: Config): void {
  if (databaseUrl !== undefined || existsSync(join(dataDirectory, registryFile))) return;
  throw new Error(`there is no installation in ${dataDirectory} (TAKT_DATA_DIR)`);
}
