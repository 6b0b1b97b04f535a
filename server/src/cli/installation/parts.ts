// Owns opening the parts an installation consists of, as the server opens them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { type Database, openDatabase, openDatabaseAsIs } from '../../platform/database/index.ts';
import { createLog } from '../../platform/log/index.ts';
import { createMetrics } from '../../platform/metrics/index.ts';
import { createInProcessQueue } from '../../platform/queue/adapters/in-process/index.ts';
import type { Queue } from '../../platform/queue/port.ts';
import { openDuckDbStore } from '../../platform/telemetry-store/adapters/duckdb/index.ts';
import type { TelemetryStore } from '../../platform/telemetry-store/port.ts';

export const registryFile = 'takt.db';
export const telemetryDirectory = 'telemetry';

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

/** Whoever opens the embedded telemetry store must have the data directory. */
export function openTelemetry(config: Config): Promise<TelemetryStore> {
  return openDuckDbStore({ directory: join(config.dataDirectory, telemetryDirectory) });
}

/** The queue, to look at and change its jobs; it is not started. */
export function openQueue(_config: Config, database: Database, clock: () => number): Queue {
  return createInProcessQueue({
    db: database.db,
    log: createLog({ level: 'silent' }),
    metrics: createMetrics(),
    clock,
  });
}

function databaseOptions(config: Config): { path: string } {
  return { path: join(config.dataDirectory, registryFile) };
}

/** Throws where no installation has been begun. */
export function mustExist(config: Config): void {
  if (existsSync(join(config.dataDirectory, registryFile))) return;
  throw new Error(`there is no installation in ${config.dataDirectory} (TAKT_DATA_DIR)`);
}
