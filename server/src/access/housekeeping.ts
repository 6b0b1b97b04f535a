// Owns taking away what is over: sessions, links, tickets, attempts at identity providers.
import type { Kysely } from 'kysely';
import type { Database, Schema } from '../platform/database/index.ts';
import type { Queue } from '../platform/queue/port.ts';

const everyMs = 3_600_000;

/** Once an hour, in one of the processes that ask for it. */
export function keepAccessTidy(queue: Queue, { db, now: clock }: Pick<Database, 'db' | 'now'>): void {
  queue.every('access-housekeeping', everyMs, async () => {
    const { now } = await db.selectNoFrom(clock.as('now')).executeTakeFirstOrThrow();
    await tidyAccess(db, now);
  });
}

/** Only what is over at that moment, epoch ms; who has it could not use it any more. */
export async function tidyAccess(db: Kysely<Schema>, now: number): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where((e) => e.or([e('expires_at', '<=', now), e('idle_expires_at', '<=', now)]))
    .execute();
  await db.deleteFrom('links').where('expires_at', '<=', now).execute();
  await db.deleteFrom('tickets').where('expires_at', '<=', now).execute();
  await db.deleteFrom('provider_attempts').where('expires_at', '<=', now).execute();
}
