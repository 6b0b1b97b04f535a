// Owns the rows of leases: memberships and holdings, by the clock of the database, which is one for all.
import type { Kysely } from 'kysely';
import type { Database, Schema } from '../database/index.ts';

export interface LeaseRows {
  /** Who is there. */
  members: string[];
  /** Name → holder, of those that have not run out. */
  holdings: Map<string, string>;
}

type Shared = Pick<Database, 'db' | 'now'>;

/** Renews the member and what it holds, and answers how everything stands. One transaction: a half renewal helps nobody. */
export async function renewAndRead(
  { db, now: clock }: Shared,
  { kind, member, expiryMs, names }: { kind: string; member: string; expiryMs: number; names: readonly string[] },
): Promise<LeaseRows> {
  return db.transaction().execute(async (transaction) => {
    const { now } = await transaction.selectNoFrom(clock.as('now')).executeTakeFirstOrThrow();
    const until = now + expiryMs;
    await transaction
      .insertInto('lease_members')
      .values({ kind, member, until })
      .onConflict((conflict) => conflict.columns(['kind', 'member']).doUpdateSet({ until }))
      .execute();
    if (names.length > 0) {
      await transaction
        .updateTable('leases')
        .set({ until })
        .where('kind', '=', kind)
        .where('member', '=', member)
        .where('name', 'in', names)
        .execute();
    }
    await transaction.deleteFrom('lease_members').where('kind', '=', kind).where('until', '<', now).execute();
    const members = await transaction.selectFrom('lease_members').select('member').where('kind', '=', kind).execute();
    const held = transaction.selectFrom('leases').select(['name', 'member']).where('kind', '=', kind);
    const holdings = await held.where('until', '>=', now).execute();
    return {
      members: members.map((row) => row.member),
      holdings: new Map(holdings.map((row) => [row.name, row.member])),
    };
  });
}

/** Takes what is free or has run out; answers the names that really became the member's: of two who try one does. */
export async function take(
  { db, now: clock }: Shared,
  { kind, member, expiryMs, names }: { kind: string; member: string; expiryMs: number; names: readonly string[] },
): Promise<string[]> {
  if (names.length === 0) return [];
  return db.transaction().execute(async (transaction) => {
    const { now } = await transaction.selectNoFrom(clock.as('now')).executeTakeFirstOrThrow();
    const until = now + expiryMs;
    const taken = await transaction
      .insertInto('leases')
      .values([...names].sort().map((name) => ({ kind, name, member, until })))
      .onConflict((conflict) =>
        conflict
          .columns(['kind', 'name'])
          .doUpdateSet({ member, until })
          .where((e) => e.or([e('leases.until', '<', now), e('leases.member', '=', member)])),
      )
      .returning('name')
      .execute();
    return taken.map((row) => row.name);
  });
}

export async function release(
  { db }: Shared,
  { kind, member, names }: { kind: string; member: string; names: readonly string[] },
): Promise<void> {
  if (names.length === 0) return;
  await ownLeases(db, kind, member).where('name', 'in', names).execute();
}

/** The member goes: others take over what it held at their next heartbeat. */
export async function leave({ db }: Shared, kind: string, member: string): Promise<void> {
  await ownLeases(db, kind, member).execute();
  await db.deleteFrom('lease_members').where('kind', '=', kind).where('member', '=', member).execute();
}

function ownLeases(db: Kysely<Schema>, kind: string, member: string) {
  return db.deleteFrom('leases').where('kind', '=', kind).where('member', '=', member);
}
