// Owns the database: opens an engine, brings its tables up to date, hands out typed queries.
import { type AliasableExpression, type Dialect, Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { type PostgresOptions, postgresEngine } from './adapters/postgres/index.ts';
import { sqliteEngine } from './adapters/sqlite/index.ts';
import type { Engine } from './engine.ts';
import { migrations } from './migrations/index.ts';
import type { Schema } from './schema.ts';

export type { PostgresOptions } from './adapters/postgres/index.ts';
export type { NewRow, Row, Schema } from './schema.ts';

/**
 * What holds on every engine:
 * - A transaction sees nothing that is not committed, and is committed as a whole or not at all.
 * - Transactions run side by side: whoever writes what depends on what it read first updates a row that all such writers update,
 *   which makes them follow one another.
 * - Only transactions at `repeatable read` see one moment through several statements.
 * - Text holds every character but U+0000.
 */
export interface Database {
  db: Kysely<Schema>;
  /** The database's own clock, epoch ms: one for all who share it. */
  now: AliasableExpression<number>;
  /** Round trip; rejects where the database does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** The embedded database at `path` (`:memory:` for none on disk), or a PostgreSQL server at `url`. */
export type DatabaseOptions = { path: string } | PostgresOptions;

/** Rejects where the database cannot be opened or migrated. A server that is not up yet is waited for. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return openWith('url' in options ? await postgresEngine(options) : sqliteEngine(options.path));
}

async function openWith(engine: Engine): Promise<Database> {
  const db = new Kysely<Schema>({ dialect: engine.dialect });
  try {
    if (engine.migrationDialect) await migrateApart(engine, engine.migrationDialect);
    else await migrate(engine, db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    db,
    now: engine.now,
    async check() {
      await db.selectNoFrom((e) => e.lit(1).as('one')).execute();
    },
    close: () => db.destroy(),
  };
}

async function migrateApart(engine: Engine, dialect: Dialect): Promise<void> {
  const db = new Kysely<Schema>({ dialect });
  try {
    await migrate(engine, db);
  } finally {
    await db.destroy();
  }
}

/** Kysely lets one process migrate at a time: on PostgreSQL under an advisory lock, and all of it in one transaction. */
async function migrate(engine: Engine, db: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(engine) } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
