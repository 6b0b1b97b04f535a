// Owns running the telemetry store's suite on DuckDB: as it is delivered, and tidying up all the time.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type StoreFactory, telemetryStoreConformance } from './telemetry-store.ts';

const module = fileURLToPath(
  new URL('../../server/src/platform/telemetry-store/adapters/duckdb/index.ts', import.meta.url),
);

function duckDb(options: object): StoreFactory {
  return async () => {
    const directory = await mkdtemp(join(tmpdir(), 'takt-store-'));
    return {
      opener: { module, name: 'openDuckDbStore', options: { directory, ...options } },
      remove: () => rm(directory, { recursive: true, force: true }),
    };
  };
}

telemetryStoreConformance('duckdb', duckDb({}), 'greatest');
telemetryStoreConformance(
  'duckdb, tidying up all the time',
  duckDb({ sealRows: 30, lateReadings: 20, walBytes: 1 }),
  'greatest',
);
