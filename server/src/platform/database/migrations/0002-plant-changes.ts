// Owns the migration that keeps what a change of the plant makes stale until the fold has noted it.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../engine.ts';

export function plantChanges(engine: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('plant_changes')
        .addColumn('id', engine.rowNumber, (c) => engine.identity(c))
        .addColumn('machines', 'text', (c) => c.notNull())
        .addColumn('reason', 'text', (c) => c.notNull())
        .addColumn('from_ms', engine.moment, (c) => c.notNull())
        .execute();
    },
  };
}
