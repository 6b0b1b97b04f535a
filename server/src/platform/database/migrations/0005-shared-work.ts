// Owns the migration for work shared by several processes: marks from ingest to fold, how far sites are folded, edge nodes heard.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../engine.ts';

export function sharedWork(engine: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('dirty_marks')
        .addColumn('id', engine.rowNumber, (c) => engine.identity(c))
        .addColumn('site', 'text', (c) => c.notNull())
        .addColumn('marks', 'text', (c) => c.notNull())
        .execute();
      await db.schema.createIndex('dirty_marks_site').on('dirty_marks').columns(['site', 'id']).execute();
      await db.schema
        .createTable('fold_horizons')
        .addColumn('site', 'text', (c) => c.primaryKey())
        .addColumn('at', engine.moment, (c) => c.notNull())
        .execute();
      await db.schema
        .createTable('edge_nodes')
        .addColumn('site', 'text', (c) => c.notNull())
        .addColumn('node', 'text', (c) => c.notNull())
        .addColumn('born_at', engine.moment, (c) => c.notNull())
        .addPrimaryKeyConstraint('edge_nodes_pk', ['site', 'node'])
        .execute();
    },
  };
}
