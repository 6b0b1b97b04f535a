// Owns the rule that a restore never mixes: what it would put down beside something else is found before it begins.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { createRegistry, openTelemetry, registryFile, telemetryDirectory } from '../installation/parts.ts';
import { occupiedTables } from '../transfer/rows.ts';

/** What lies in the registry, and in the telemetry store where that is asked about; empty where nothing does. */
export async function findContents(config: Config, withTelemetry: boolean): Promise<string[]> {
  const found = await findRows(config);
  if (withTelemetry && existsSync(join(config.dataDirectory, telemetryDirectory))) {
    const store = await openTelemetry(config);
    try {
      const sources = await store.sources();
      if (sources.length > 0) found.push(`telemetry of ${sources.slice(0, 3).join(', ')}`);
    } finally {
      await store.close();
    }
  }
  return found;
}

async function findRows(config: Config): Promise<string[]> {
  if (config.databaseUrl === undefined && !existsSync(join(config.dataDirectory, registryFile))) return [];
  const database = await createRegistry(config);
  try {
    return await occupiedTables(database.db);
  } finally {
    await database.close();
  }
}
