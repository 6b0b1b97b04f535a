// Owns how tables are made from a description of their columns, for migrations that make many.
import type { CreateTableBuilder, Kysely } from 'kysely';
import type { Engine } from '../engine.ts';

type ColumnKind = 'text' | 'integer' | 'moment' | 'real';

export interface TableDescription {
  /** `?`: may be null. */
  columns: Readonly<Record<string, ColumnKind | `${ColumnKind}?`>>;
  /** Absent: `id`, a number the database gives out. */
  key?: readonly string[];
  unique?: readonly (readonly string[])[];
  indexes?: readonly (readonly string[])[];
}

export async function createTables(
  db: Kysely<unknown>,
  engine: Engine,
  tables: Readonly<Record<string, TableDescription>>,
): Promise<void> {
  for (const [name, table] of Object.entries(tables)) await createTable(db, engine, name, table);
}

async function createTable(
  db: Kysely<unknown>,
  engine: Engine,
  name: string,
  { columns, key, unique = [], indexes = [] }: TableDescription,
): Promise<void> {
  let builder = db.schema.createTable(name) as CreateTableBuilder<string, string>;
  if (!key) builder = builder.addColumn('id', engine.rowNumber, (c) => engine.identity(c));
  for (const [column, kind] of Object.entries(columns)) {
    const type = kind.replace('?', '') as ColumnKind;
    const sqlType = type === 'moment' || type === 'real' ? engine[type] : type;
    builder = builder.addColumn(column, sqlType, (c) => (kind.endsWith('?') ? c : c.notNull()));
  }
  if (key) builder = builder.addPrimaryKeyConstraint(`${name}_pk`, [...key]);
  for (const of of unique) builder = builder.addUniqueConstraint(`${name}_${of.join('_')}`, [...of]);
  await builder.execute();
  for (const of of indexes)
    await db.schema
      // Longer names PostgreSQL would cut, with a warning.
      .createIndex(`${name}_by_${of.join('_')}`.slice(0, 63))
      .on(name)
      .columns([...of])
      .execute();
}
