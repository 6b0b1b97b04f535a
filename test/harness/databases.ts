// Owns the databases a test runs on: SQLite in a directory of its own, and PostgreSQL on a cluster of its own.
import { join } from 'node:path';
import type { DatabaseOptions } from '../../server/src/platform/database/index.ts';
import { createLog } from '../../server/src/platform/log/index.ts';
import { startPostgres } from './postgres.ts';
import type { Requirements } from './requirements.ts';
import { createTempDirectory } from './temp.ts';

export interface Databases {
  /** How to open a fresh, empty database; the same options open it again. */
  create(): Promise<DatabaseOptions>;
  remove(): Promise<void>;
}

export interface DatabaseKind {
  name: string;
  needs: Requirements;
  start(): Promise<Databases>;
}

async function startSqlite(): Promise<Databases> {
  const directory = await createTempDirectory('database');
  let databases = 0;
  return {
    create: async () => ({ path: join(directory.path, `takt-${++databases}.db`) }),
    remove: directory.remove,
  };
}

async function startCluster(): Promise<Databases> {
  const server = await startPostgres();
  const log = createLog({ level: 'silent' });
  return {
    create: async () => ({ url: await server.createDatabase(), log }),
    remove: server.remove,
  };
}

export const databaseKinds: readonly DatabaseKind[] = [
  { name: 'SQLite', needs: {}, start: startSqlite },
  { name: 'PostgreSQL', needs: { postgres: true }, start: startCluster },
];
