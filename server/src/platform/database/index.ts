// Owns the database: opens an engine, brings its tables up to date, hands out typed queries.
import { Kysely } from 'kysely';
import { sqliteEngine } from './adapters/sqlite/index.ts';
import type { Engine } from './engine.ts';
import { createMigrations, type Migrations } from './migrate.ts';
import type { Schema } from './schema.ts';

export type { AppliedMigration, Migrations } from './migrate.ts';
export type { NewRow, Row, Schema } from './schema.ts';

export interface Database {
  db: Kysely<Schema>;
  migrations: Migrations;
  /** Round trip; rejects where the database does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the embedded database at `path` (`:memory:` for none on disk). Rejects where it cannot be opened or migrated. */
export async function openDatabase(options: { path: string }): Promise<Database> {
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
export async function openDatabaseAsIs(options: { path: string }): Promise<Database> {
  return openWith(sqliteEngine(options.path));
}

function openWith(engine: Engine): Database {
  const db = new Kysely<Schema>({ dialect: engine.dialect });
  return {
    db,
    migrations: createMigrations(db, engine),
    async check() {
      await db.selectNoFrom((e) => e.lit(1).as('one')).execute();
    },
    close: () => db.destroy(),
  };
}
