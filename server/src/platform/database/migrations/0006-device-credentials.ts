// Owns the migration for credentials of devices: what they are known by, when they were used, and the count of writes.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../engine.ts';

export function deviceCredentials(engine: Engine): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await createCredentials(db, engine);
      await db.schema
        .createIndex('device_credentials_revision')
        .on('device_credentials')
        .columns(['revision'])
        .execute();
      await db.schema
        .createTable('device_credential_use')
        .addColumn('username', 'text', (c) => c.primaryKey())
        .addColumn('last_used_at', engine.moment, (c) => c.notNull())
        .execute();
      await db.schema
        .createTable('device_credential_revision')
        .addColumn('id', 'integer', (c) => c.primaryKey())
        .addColumn('revision', engine.moment, (c) => c.notNull())
        .execute();
      const written = db as Kysely<{ device_credential_revision: { id: number; revision: number } }>;
      await written.insertInto('device_credential_revision').values({ id: 1, revision: 0 }).execute();
    },
  };
}

async function createCredentials(db: Kysely<unknown>, engine: Engine): Promise<void> {
  await db.schema
    .createTable('device_credentials')
    .addColumn('username', 'text', (c) => c.primaryKey())
    .addColumn('site', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('machines', 'text')
    .addColumn('method', 'text', (c) => c.notNull())
    .addColumn('secret_hash', 'text')
    .addColumn('fingerprint', 'text')
    .addColumn('serial', 'text')
    .addColumn('previous_hash', 'text')
    .addColumn('previous_fingerprint', 'text')
    .addColumn('previous_serial', 'text')
    .addColumn('previous_until', engine.moment)
    .addColumn('broker_hash', 'text')
    .addColumn('broker_salt', 'text')
    .addColumn('sealed', 'text')
    .addColumn('created_at', engine.moment, (c) => c.notNull())
    .addColumn('rotated_at', engine.moment)
    .addColumn('expires_at', engine.moment)
    .addColumn('issued_by', 'text', (c) => c.notNull())
    .addColumn('revoked_at', engine.moment)
    .addColumn('revoked_by', 'text')
    .addColumn('revision', engine.moment, (c) => c.notNull())
    .execute();
}
