// Owns the migration for the audit log: entries chained by their hashes, and the head of the chain.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../engine.ts';

export function audit(engine: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('audit_entries')
        .addColumn('id', engine.moment, (c) => c.primaryKey())
        .addColumn('at', engine.moment, (c) => c.notNull())
        .addColumn('actor', 'text', (c) => c.notNull())
        .addColumn('actor_name', 'text', (c) => c.notNull())
        .addColumn('action', 'text', (c) => c.notNull())
        .addColumn('outcome', 'text', (c) => c.notNull())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('code', 'text', (c) => c.notNull())
        .addColumn('scope', 'text')
        .addColumn('enterprise', 'text')
        .addColumn('before', 'text')
        .addColumn('after', 'text')
        .addColumn('address', 'text')
        .addColumn('hash', 'text', (c) => c.notNull())
        .execute();
      // Read newest first, by one of these or by none.
      for (const by of [[], ['actor'], ['action'], ['outcome'], ['kind'], ['code'], ['enterprise']]) {
        const columns = [...by, 'at', 'id'];
        await db.schema
          .createIndex(`audit_entries_${by[0] ?? 'at'}`)
          .on('audit_entries')
          .columns(columns)
          .execute();
      }
      for (const statement of engine.appendOnly('audit_entries')) await statement.execute(db);
      await db.schema
        .createTable('audit_head')
        .addColumn('id', 'integer', (c) => c.primaryKey())
        .addColumn('entries', engine.moment, (c) => c.notNull())
        .addColumn('hash', 'text', (c) => c.notNull())
        .execute();
      await (db as Kysely<{ audit_head: { id: number; entries: number; hash: string } }>)
        .insertInto('audit_head')
        .values({ id: 1, entries: 0, hash: '' })
        .execute();
    },
  };
}
