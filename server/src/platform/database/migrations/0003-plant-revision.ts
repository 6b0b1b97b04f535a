// Owns the migration that counts the writes of the plant, by which processes that share it notice each other's.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../engine.ts';

export function plantRevision(engine: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('plant_revision')
        .addColumn('id', 'integer', (c) => c.primaryKey())
        .addColumn('revision', engine.moment, (c) => c.notNull())
        .execute();
      const written = db as Kysely<{ plant_revision: { id: number; revision: number } }>;
      await written.insertInto('plant_revision').values({ id: 1, revision: 0 }).execute();
    },
  };
}
