// Owns taking away what nobody needs any more: left behind by sites, machines, nodes and processes that are gone. The audit log and the
// list of disclosures are kept for ever.
import type { Kysely } from 'kysely';
import type { Database, Schema } from '../../platform/database/index.ts';
import type { Queue } from '../../platform/queue/port.ts';
import { dropUnregistered } from '../fold/progress.ts';

const everyMs = 3_600_000;
/** An edge node not born for so long is not asked for a rebirth any more, and forgotten. */
const nodeForgottenMs = 90 * 86_400_000;
/** A lease that ran out so long ago is nobody's. */
const leaseForgottenMs = 86_400_000;

/** Once an hour, in one of the processes that ask for it. */
export function keepHouse(queue: Queue, database: Pick<Database, 'db' | 'now'>): void {
  queue.every('housekeeping', everyMs, () => tidy(database));
}

export async function tidy({ db, now: clock }: Pick<Database, 'db' | 'now'>): Promise<void> {
  const { now } = await db.selectNoFrom(clock.as('now')).executeTakeFirstOrThrow();
  await ofMissingSites(db);
  await dropUnregistered(db);
  await db
    .deleteFrom('edge_nodes')
    .where('born_at', '<', now - nodeForgottenMs)
    .execute();
  await db
    .deleteFrom('leases')
    .where('until', '<', now - leaseForgottenMs)
    .execute();
  await db
    .deleteFrom('lease_members')
    .where('until', '<', now - leaseForgottenMs)
    .execute();
}

async function ofMissingSites(db: Kysely<Schema>): Promise<void> {
  const sites = db.selectFrom('sites').select('code');
  await db.deleteFrom('dirty_marks').where('site', 'not in', sites).execute();
  await db.deleteFrom('fold_horizons').where('site', 'not in', sites).execute();
}
