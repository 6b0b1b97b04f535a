// Owns the migration for leases: which process holds what of the work several share, and until when.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../engine.ts';

export function leases(engine: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('lease_members')
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('member', 'text', (c) => c.notNull())
        .addColumn('until', engine.moment, (c) => c.notNull())
        .addPrimaryKeyConstraint('lease_members_pk', ['kind', 'member'])
        .execute();
      await db.schema
        .createTable('leases')
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('member', 'text', (c) => c.notNull())
        .addColumn('until', engine.moment, (c) => c.notNull())
        .addPrimaryKeyConstraint('leases_pk', ['kind', 'name'])
        .execute();
      await db.schema.createIndex('leases_member').on('leases').columns(['kind', 'member']).execute();
    },
  };
}
