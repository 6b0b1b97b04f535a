// Owns the table `jobs`: how work is put down, claimed, ended, and taken up again after a crash.
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Row, Schema } from '../../../database/index.ts';
import type { DeadJob, Job } from '../../port.ts';

type Db = Kysely<Schema>;

/** Work that is already waiting under the same kind and key stands for this too. */
export async function insertJob(
  db: Db,
  { kind, key, payload, at }: { kind: string; key: string; payload: unknown; at: number },
): Promise<void> {
  const text = JSON.stringify(payload ?? null);
  await db
    .insertInto('jobs')
    .values({ kind, key, payload: text, state: 'waiting', attempts: 0, run_at: at, created_at: at, error: null })
    .onConflict((conflict) => conflict.columns(['kind', 'key']).where('state', '=', sql.lit('waiting')).doNothing())
    .execute();
}

/** Work under one kind and key runs one after another, never side by side. */
export async function claimDue(db: Db, kinds: readonly string[], now: number, limit: number): Promise<Job[]> {
  return db.transaction().execute(async (transaction) => {
    const due = await transaction
      .selectFrom('jobs')
      .selectAll()
      .where('state', '=', 'waiting')
      .where('run_at', '<=', now)
      .where('kind', 'in', kinds)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('jobs as busy')
              .select('busy.id')
              .whereRef('busy.kind', '=', 'jobs.kind')
              .whereRef('busy.key', '=', 'jobs.key')
              .where('busy.state', '=', 'running'),
          ),
        ),
      )
      .orderBy('run_at')
      .orderBy('id')
      .limit(limit)
      .execute();
    if (due.length === 0) return [];
    await transaction
      .updateTable('jobs')
      .set((e) => ({ state: 'running', attempts: e('attempts', '+', 1) }))
      .where(
        'id',
        'in',
        due.map((row) => row.id),
      )
      .execute();
    return due.map(toJob);
  });
}

function toJob(row: Row<'jobs'>): Job {
  return { id: String(row.id), kind: row.kind, payload: JSON.parse(row.payload), attempts: row.attempts + 1 };
}

export async function releaseDone(db: Db, id: string): Promise<void> {
  await db.deleteFrom('jobs').where('id', '=', Number(id)).execute();
}

export async function releaseFailed(
  db: Db,
  job: Job,
  state: 'waiting' | 'dead',
  runAt: number,
  error: string,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    if (state === 'waiting' && (await yieldsToNewer(transaction, Number(job.id)))) return;
    const values = { state, run_at: runAt, error: storable(error) };
    await transaction.updateTable('jobs').set(values).where('id', '=', Number(job.id)).execute();
  });
}

/** A message may quote what a device sent; PostgreSQL keeps no U+0000. */
function storable(text: string): string {
  return text.slice(0, 1000).toWellFormed().replaceAll('\0', '\u{fffd}');
}

/** Jobs that say they run, but are none of those that do, wait again. */
export async function recoverInterrupted(db: Db, now: number, running: ReadonlySet<string>): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const rows = await transaction
      .selectFrom('jobs')
      .select('id')
      .where('state', '=', 'running')
      .orderBy('id')
      .execute();
    for (const { id } of rows) {
      if (running.has(String(id)) || (await yieldsToNewer(transaction, id))) continue;
      await transaction.updateTable('jobs').set({ state: 'waiting', run_at: now }).where('id', '=', id).execute();
    }
  });
}

/** Where the same work was put down anew meanwhile, this one is given up for it. */
async function yieldsToNewer(transaction: Transaction<Schema>, id: number): Promise<boolean> {
  const row = await transaction.selectFrom('jobs').select(['kind', 'key']).where('id', '=', id).executeTakeFirst();
  if (!row) return true;
  const newer = await transaction
    .selectFrom('jobs')
    .select('id')
    .where('kind', '=', row.kind)
    .where('key', '=', row.key)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  if (!newer) return false;
  await transaction.deleteFrom('jobs').where('id', '=', id).execute();
  return true;
}

export async function countJobs(db: Db): Promise<{ waiting: number; running: number; dead: number }> {
  const rows = await db
    .selectFrom('jobs')
    .select((e) => ['state', e.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  const counts = { waiting: 0, running: 0, dead: 0 };
  for (const { state, count } of rows) counts[state] = Number(count);
  return counts;
}

export async function listDead(db: Db, limit: number): Promise<DeadJob[]> {
  const rows = await db
    .selectFrom('jobs')
    .selectAll()
    .where('state', '=', 'dead')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: String(row.id),
    kind: row.kind,
    key: row.key,
    payload: JSON.parse(row.payload),
    attempts: row.attempts,
    error: row.error ?? '',
    diedAt: row.run_at,
  }));
}

/** Where the same work already waits, that stands for it. */
export async function rerunDead(db: Db, id: string, now: number): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await isDead(transaction, id))) return false;
    if (await yieldsToNewer(transaction, Number(id))) return true;
    const values = { state: 'waiting', attempts: 0, run_at: now, error: null } as const;
    await transaction.updateTable('jobs').set(values).where('id', '=', Number(id)).execute();
    return true;
  });
}

export async function discardDead(db: Db, id: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await isDead(transaction, id))) return false;
    await transaction.deleteFrom('jobs').where('id', '=', Number(id)).execute();
    return true;
  });
}

async function isDead(transaction: Transaction<Schema>, id: string): Promise<boolean> {
  if (!/^\d{1,15}$/.test(id)) return false;
  const dead = transaction.selectFrom('jobs').select('id').where('id', '=', Number(id)).where('state', '=', 'dead');
  return (await dead.executeTakeFirst()) !== undefined;
}
