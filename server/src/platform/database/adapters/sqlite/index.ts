// Owns SQLite as the embedded database: node:sqlite under Kysely's SQLite dialect, every commit on disk before it is answered.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type SqliteDatabase, SqliteDialect, type SqliteStatement, sql } from 'kysely';
import type { Engine } from '../../engine.ts';

/** Statements kept prepared; beyond it the oldest is let go. */
const keptStatements = 256;
const busyTimeoutMs = 5000;

/** `path` is a file, created when missing, or `:memory:`. Throws where it cannot be opened or is no database. */
export function sqliteEngine(path: string): Engine {
  const sqlite = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
  try {
    sqlite.exec('pragma journal_mode = wal; pragma synchronous = full; pragma trusted_schema = off');
  } catch (error) {
    sqlite.close();
    throw error;
  }
  return {
    dialect: new SqliteDialect({ database: asKyselyExpects(sqlite) }),
    identity: (column) => column.primaryKey().autoIncrement(),
    rowNumber: 'integer',
    moment: 'integer',
    real: 'real',
    now: sql<number>`cast(round(unixepoch('subsec') * 1000) as integer)`,
    appendOnly,
  };
}

function appendOnly(table: string) {
  const refuse = sql`begin select raise(abort, ${sql.lit(`${table} is append-only`)}); end`;
  const trigger = (event: string) => sql`create trigger ${sql.ref(`${table}_${event}`)} before`;
  const of = sql.table(table);
  return [
    sql`${trigger('update')} update on ${of} ${refuse}`,
    sql`${trigger('delete')} delete on ${of} ${refuse}`,
    // What replaces a row does not count as removing it.
    sql`${trigger('insert')} insert on ${of} when exists (select 1 from ${of} where id = new.id) ${refuse}`,
  ];
}

function asKyselyExpects(sqlite: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => sqlite.close(),
    prepare(sql) {
      const known = prepared.get(sql);
      if (known) return known;
      const oldest = prepared.keys().next();
      if (prepared.size >= keptStatements && !oldest.done) prepared.delete(oldest.value);
      const statement = asStatement(sqlite.prepare(sql));
      prepared.set(sql, statement);
      return statement;
    },
  };
}

function asStatement(statement: StatementSync): SqliteStatement {
  const bound = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...bound(parameters)),
    run: (parameters) => statement.run(...bound(parameters)),
    iterate: (parameters) => statement.iterate(...bound(parameters)),
  };
}
