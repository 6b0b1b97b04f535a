// Owns the first tables: plant, definitions, changes, jobs, devices aside, fold progress, restatements.
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../engine.ts';

/** A migration knows only the tables of its own time, so it is not typed by today's schema. */
type Tables = Kysely<unknown>;

export function foundation(engine: Engine): Migration {
  return {
    async up(db) {
      await createPlant(db, engine);
      await createAttribution(db, engine);
      await createJobs(db, engine);
      await createDevices(db, engine);
      await createFold(db, engine);
    },
  };
}

async function createPlant(db: Tables, { real, moment }: Engine): Promise<void> {
  const named = (table: string) =>
    db.schema
      .createTable(table)
      .addColumn('code', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull());
  await named('enterprises').execute();
  await named('calendars')
    .addColumn('terms', 'text', (c) => c.notNull())
    .execute();
  await named('sites')
    .addColumn('enterprise', 'text', (c) => c.notNull().references('enterprises.code'))
    .addColumn('district', 'text', (c) => c.notNull())
    .addColumn('sector', 'text', (c) => c.notNull())
    .addColumn('time_zone', 'text', (c) => c.notNull())
    .execute();
  await named('workshops')
    .addColumn('site', 'text', (c) => c.notNull().references('sites.code'))
    .addColumn('calendar', 'text', (c) => c.references('calendars.code'))
    .addColumn('target', 'text')
    .execute();
  await named('lines')
    .addColumn('workshop', 'text', (c) => c.notNull().references('workshops.code'))
    .execute();
  await named('machines')
    .addColumn('line', 'text', (c) => c.notNull().references('lines.code'))
    .addColumn('ideal_cycle_seconds', real, (c) => c.notNull())
    .addColumn('outlet', 'integer')
    .addColumn('signal_map', 'text')
    .execute();
  await db.schema
    .createTable('definitions')
    .addColumn('workshop', 'text', (c) => c.notNull().references('workshops.code'))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('effective_from', moment, (c) => c.notNull())
    .addColumn('terms', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('definitions_pk', ['workshop', 'version'])
    .execute();
}

async function createAttribution(db: Tables, engine: Engine): Promise<void> {
  await db.schema
    .createTable('changes')
    .addColumn('id', engine.rowNumber, (c) => engine.identity(c))
    .addColumn('at', engine.moment, (c) => c.notNull())
    .addColumn('actor', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('code', 'text', (c) => c.notNull())
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .execute();
}

async function createJobs(db: Tables, engine: Engine): Promise<void> {
  await db.schema
    .createTable('jobs')
    .addColumn('id', engine.rowNumber, (c) => engine.identity(c))
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('payload', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('run_at', engine.moment, (c) => c.notNull())
    .addColumn('created_at', engine.moment, (c) => c.notNull())
    .addColumn('error', 'text')
    .execute();
  await db.schema.createIndex('jobs_due').on('jobs').columns(['state', 'run_at']).execute();
  await db.schema
    .createIndex('jobs_waiting')
    .unique()
    .on('jobs')
    .columns(['kind', 'key'])
    .where(sql.ref('state'), '=', 'waiting')
    .execute();
}

async function createDevices(db: Tables, engine: Engine): Promise<void> {
  await db.schema
    .createTable('pending')
    .addColumn('site', 'text', (c) => c.notNull())
    .addColumn('machine', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('first_seen_at', engine.moment, (c) => c.notNull())
    .addColumn('last_seen_at', engine.moment, (c) => c.notNull())
    .addColumn('messages', engine.moment, (c) => c.notNull())
    .addColumn('signals', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('pending_pk', ['site', 'machine'])
    .execute();
  await db.schema
    .createTable('refused')
    .addColumn('id', engine.rowNumber, (c) => engine.identity(c))
    .addColumn('at', engine.moment, (c) => c.notNull())
    .addColumn('topic', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('detail', 'text', (c) => c.notNull())
    .addColumn('excerpt', 'text', (c) => c.notNull())
    .addColumn('bytes', 'integer', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('quarantine')
    .addColumn('id', engine.rowNumber, (c) => engine.identity(c))
    .addColumn('received_at', engine.moment, (c) => c.notNull())
    .addColumn('site', 'text', (c) => c.notNull())
    .addColumn('machine', 'text', (c) => c.notNull())
    .addColumn('signal', 'text', (c) => c.notNull())
    .addColumn('at', engine.moment)
    .addColumn('value', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addUniqueConstraint('quarantine_once', ['site', 'machine', 'signal', 'at', 'reason'])
    .execute();
}

async function createFold(db: Tables, engine: Engine): Promise<void> {
  await db.schema
    .createTable('fold_progress')
    .addColumn('machine', 'text', (c) => c.primaryKey())
    .addColumn('watermark', engine.moment, (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('late_ranges')
    .addColumn('id', engine.rowNumber, (c) => engine.identity(c))
    .addColumn('machine', 'text', (c) => c.notNull())
    .addColumn('from_ms', engine.moment, (c) => c.notNull())
    .addColumn('to_ms', engine.moment, (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('late_ranges_machine').on('late_ranges').column('machine').execute();
  await db.schema
    .createTable('restatements')
    .addColumn('id', engine.rowNumber, (c) => engine.identity(c))
    .addColumn('at', engine.moment, (c) => c.notNull())
    .addColumn('machine', 'text', (c) => c.notNull())
    .addColumn('shift_from', engine.moment, (c) => c.notNull())
    .addColumn('shift_to', engine.moment, (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('before', 'text', (c) => c.notNull())
    .addColumn('after', 'text', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('restatements_machine').on('restatements').columns(['machine', 'id']).execute();
}
