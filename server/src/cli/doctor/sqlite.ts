// Owns the check of the embedded database: it opens, is whole, and has the tables of this version.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Config } from '../../config.ts';
import { openRegistryAsIs, registryFile } from '../installation/parts.ts';
import type { Check } from './check.ts';
import { roundTrip } from './clock.ts';

export function sqliteCheck(config: Config): Check {
  const path = join(config.dataDirectory, registryFile);
  return {
    part: 'database',
    hint: 'restore a backup with takt restore --force',
    async run() {
      if (!existsSync(path)) return { verdict: 'warn', detail: `SQLite: ${path} does not exist yet` };
      const { version, fault } = inspect(path);
      if (fault !== 'ok') throw new Error(`${path} is damaged: ${fault}`);
      const database = await openRegistryAsIs(config);
      try {
        const { latencyMs } = await roundTrip(database.check);
        const pending = (await database.migrations.list()).filter(({ appliedAt }) => appliedAt === undefined);
        const found = { version, latencyMs };
        if (pending.length === 0) return { verdict: 'ok', ...found, detail: 'SQLite, whole, up to date' };
        const detail = `SQLite, ${pending.map(({ name }) => name).join(', ')} not applied`;
        return { verdict: 'warn', ...found, detail, hint: 'takt migrate, or start the server' };
      } finally {
        await database.close();
      }
    },
  };
}

function inspect(path: string): { version: string; fault: string } {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const value = (sql: string) => String(Object.values(database.prepare(sql).get() ?? {})[0]);
    return { version: value('select sqlite_version()'), fault: value('pragma quick_check(1)') };
  } finally {
    database.close();
  }
}
