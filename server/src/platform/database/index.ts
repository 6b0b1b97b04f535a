// Owns the database: opens an engine, brings its tables up to date, hands out typed queries.
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { sqliteEngine } from './adapters/sqlite/index.ts';
import type { Engine } from './engine.ts';
import { migrations } from './migrations/index.ts';
import type { Schema } from './schema.ts';

export type { NewRow, Row, Schema } from './schema.ts';

export interface Database {
  db: Kysely<Schema>;
  /** Round trip; rejects where the database does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the embedded database at `path` (`:memory:` for none on disk). Rejects where it cannot be opened or migrated. */
export function openDatabase(options: { path: string }): Promise<Database> {
  return openWith(sqliteEngine(options.path));
}

async function openWith(engine: Engine): Promise<Database> {
  const db = new Kysely<Schema>({ dialect: engine.dialect });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(engine) } });
  const { error } = await migrator.migrateToLatest();
  if (error) {
    await db.destroy();
    throw error;
  }
  return {
    db,
    async check() {
      await db.selectNoFrom((e) => e.lit(1).as('one')).execute();
    },
    close: () => db.destroy(),
  };
}
