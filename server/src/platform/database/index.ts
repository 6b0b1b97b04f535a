// Owns the database: opens an engine, brings its tables up to date, hands out typed queries.
import { type AliasableExpression, Kysely } from 'kysely';
import { type PostgresOptions, postgresEngine } from './adapters/postgres/index.ts';
import { sqliteEngine } from './adapters/sqlite/index.ts';
import type { Engine } from './engine.ts';
import { createMigrations, type Migrations } from './migrate.ts';
import type { Schema } from './schema.ts';

export type { PostgresOptions } from './adapters/postgres/index.ts';
export type { Migrations } from './migrate.ts';
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
  migrations: Migrations;
  /** Round trip; rejects where the database does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** The embedded database at `path` (`:memory:` for none on disk), or a PostgreSQL server at `url`. */
export type DatabaseOptions = { path: string } | PostgresOptions;

/** Rejects where the database cannot be opened or migrated. A server that is not up yet is waited for. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database = await openDatabaseAsIs(options);
  try {
    await database.migrations.apply();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Opens the database without a migration: of an older version, tables may be missing. Rejects where it cannot be opened. */
export async function openDatabaseAsIs(options: DatabaseOptions): Promise<Database> {
  return openWith('url' in options ? await postgresEngine(options) : sqliteEngine(options.path));
}

function openWith(engine: Engine): Database {
  const db = new Kysely<Schema>({ dialect: engine.dialect });
  return {
    db,
    now: engine.now,
    migrations: createMigrations(db, engine),
    async check() {
      await db.selectNoFrom((e) => e.lit(1).as('one')).execute();
    },
    close: () => db.destroy(),
  };
}
