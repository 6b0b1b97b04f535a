// Owns copying the rows of the registry's tables: read in pages, written in batches, under whichever engine.
import { type Kysely, sql, type Transaction } from 'kysely';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Schema } from '../../platform/database/index.ts';
import { type Table, tables } from '../../platform/database/tables.ts';

export type TableRow = Record<string, unknown>;

const rowsAPage = 5000;
const rowsAStatement = 500;
/** SQLite takes 32,766. */
const mostParameters = 30_000;

/** The tables of the list that this database has: of an older version some are missing. */
export async function presentTables(db: Kysely<Schema>): Promise<Table[]> {
  const present = new Set((await db.introspection.getTables()).map(({ name }) => name));
  return tables.filter(({ name }) => present.has(name));
}

/** Runs `read` on one state of the database, whatever is written meanwhile. */
export function atOneMoment<T>(db: Kysely<Schema>, read: (snapshot: Transaction<Schema>) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').execute(read);
}

/** Every row, in pages, in the order of the key. */
export async function* readRows(db: Kysely<Schema>, table: Table): AsyncGenerator<TableRow[]> {
  const key = table.key.map((column) => sql.ref(column));
  const order = sql.join(key);
  let after = sql``;
  for (;;) {
    const query = sql<TableRow>`select * from ${sql.table(table.name)} ${after} order by ${order} limit ${rowsAPage}`;
    const { rows } = await query.execute(db);
    if (rows.length > 0) yield rows.map((row) => ({ ...row }));
    const last = rows.at(-1);
    if (!last || rows.length < rowsAPage) return;
    after = sql`where (${order}) > (${sql.join(table.key.map((column) => last[column]))})`;
  }
}

/** Adds rows; a number that the database gives out is given anew. */
export async function writeRows(db: Kysely<Schema>, table: Table, rows: readonly TableRow[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  if (table.single) await sql`delete from ${sql.table(table.name)}`.execute(db);
  const columns = Object.keys(first).filter((column) => !(table.numbered && table.key.includes(column)));
  const step = Math.min(rowsAStatement, Math.floor(mostParameters / columns.length));
  const names = sql.join(columns.map((column) => sql.ref(column)));
  for (const part of inParts(rows, step)) {
    const values = part.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`);
    await sql`insert into ${sql.table(table.name)} (${names}) values ${sql.join(values)}`.execute(db);
  }
}

export async function countRows(db: Kysely<Schema>, table: Table): Promise<number> {
  const query = sql<{ count: number | string }>`select count(*) as count from ${sql.table(table.name)}`;
  return Number((await query.execute(db)).rows[0]?.count ?? 0);
}

/** Tables of which rows say that somebody works with this registry; jobs come and go by themselves, some are never empty. */
export async function occupiedTables(db: Kysely<Schema>): Promise<string[]> {
  const occupied: string[] = [];
  for (const table of await presentTables(db)) {
    if (table.name === 'jobs' || table.single) continue;
    const rows = table.name === shipped ? await countEdited(db) : await countRows(db, table);
    if (rows > 0) occupied.push(table.name);
  }
  return occupied;
}

/** A server writes what comes with it at its first start: that is nobody's work, and whoever is copied brings it along. */
const shipped = 'recognition_schemes';

async function countEdited(db: Kysely<Schema>): Promise<number> {
  const rows = await db.selectFrom(shipped).select('id').where('origin', '!=', 'shipped').execute();
  return rows.length;
}

/** Before rows are written into what a server was started on. */
export async function makeRoom(db: Kysely<Schema>): Promise<void> {
  const present = await presentTables(db);
  if (present.some(({ name }) => name === shipped))
    await db.deleteFrom(shipped).where('origin', '=', 'shipped').execute();
}
