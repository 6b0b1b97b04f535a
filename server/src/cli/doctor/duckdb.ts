// Owns the check of the embedded telemetry store: asked through the server where one has it open.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '@duckdb/node-api';
import type { Config } from '../../config.ts';
import { openTelemetry, telemetryDirectory } from '../installation/parts.ts';
import { runningServer } from '../installation/server.ts';
import { counted } from '../terminal/text.ts';
import type { Check } from './check.ts';
import { roundTrip } from './clock.ts';
import { readinessOf } from './readiness.ts';

export function duckDbCheck(config: Config): Check {
  const directory = join(config.dataDirectory, telemetryDirectory);
  return {
    part: 'telemetry store',
    hint: 'see the log of the server; a backup comes back with takt restore --force',
    async run() {
      const found = { version: version() };
      const server = runningServer(config);
      if (server) {
        const { parts } = await readinessOf(server);
        const { ok = true, reason = '' } = parts.telemetryStore ?? {};
        if (!ok) throw new Error(reason);
        return { verdict: 'ok', ...found, detail: 'DuckDB, open in the server' };
      }
      if (!existsSync(directory)) return { verdict: 'warn', detail: `DuckDB: ${directory} does not exist yet` };
      const store = await openTelemetry(config);
      try {
        const { latencyMs } = await roundTrip(store.check);
        const sources = await store.sources();
        return { verdict: 'ok', ...found, latencyMs, detail: `DuckDB, ${counted(sources.length, 'source')}` };
      } finally {
        await store.close();
      }
    },
  };
}
