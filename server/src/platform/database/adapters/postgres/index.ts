// Owns PostgreSQL as the shared database: pg under Kysely's PostgreSQL dialect.
import { PostgresDialect, sql } from 'kysely';
import type { Log } from '../../../log/index.ts';
import type { Engine } from '../../engine.ts';
import { createMigrationPool, createPool } from './pool.ts';
import { reachServer } from './reach.ts';
import { defaultSettings, type PostgresSettings } from './settings.ts';

export interface PostgresOptions {
  url: string;
  log: Log;
  settings?: Partial<PostgresSettings>;
}

/** Waits for a server that is not up yet; rejects where it does not come, refuses the user or is no such database. */
export async function postgresEngine({ url, log, ...options }: PostgresOptions): Promise<Engine> {
  const settings = { ...defaultSettings, ...options.settings };
  await reachServer(url, settings, log);
  return {
    dialect: new PostgresDialect({ pool: createPool(url, settings, log) }),
    migrationDialect: () => new PostgresDialect({ pool: createMigrationPool(url, settings, log) }),
    identity: (column) => column.primaryKey().generatedAlwaysAsIdentity(),
    rowNumber: 'bigint',
    moment: 'bigint',
    real: 'double precision',
    now: sql<number>`cast(floor(extract(epoch from clock_timestamp()) * 1000) as bigint)`,
    appendOnly,
  };
}

function appendOnly(table: string) {
  const name = sql.ref(`${table}_append_only`);
  const message = sql.lit(`${table} is append-only`);
  return [
    sql`create function ${name}() returns trigger language plpgsql
      as $$ begin raise exception using message = ${message}, errcode = 'restrict_violation'; end $$`,
    sql`create trigger ${name} before update or delete or truncate on ${sql.table(table)}
      for each statement execute function ${name}()`,
  ];
}
