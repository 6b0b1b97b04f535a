// Owns the rows of leases: renewing, reading, taking and releasing. Every statement stands alone, so that a process that stops
// between two of them holds no lock the others would wait for; what may be taken is decided in the statement that takes it.
import { sql } from 'kysely';
import { inParts } from '../database/in-parts.ts';
import type { Database } from '../database/index.ts';

export interface LeaseTable {
  /** Makes the member one of those who share, until it expires. */
  join(): Promise<void>;
  /** Nothing new is given to the member. */
  leave(): Promise<void>;
  /** Forgets members that expired. */
  tidy(): Promise<void>;
  /** Renews everything the member holds; answers what that is. */
  renew(): Promise<string[]>;
  /** Present members, and present holders by name. */
  read(): Promise<{ members: string[]; holders: Map<string, string> }>;
  /** Takes those nobody holds, with `expired` also those whose holder let them expire; answers which. */
  take(names: readonly string[], expired: boolean): Promise<string[]>;
  release(names: readonly string[]): Promise<void>;
}

/** Most rows a statement names: databases bound the parameters of one. */
const rowsAStatement = 1000;

export function createLeaseTable(options: {
  database: Pick<Database, 'db' | 'now'>;
  kind: string;
  member: string;
  expiryMs: number;
}): LeaseTable {
  const { kind, member, expiryMs } = options;
  const { db, now } = options.database;
  const until = sql<number>`${now} + ${sql.lit(expiryMs)}`;

  async function takePart(names: readonly string[], expired: boolean): Promise<string[]> {
    const rows = await db
      .insertInto('leases')
      .values(names.map((name) => ({ kind, name, member, until })))
      .onConflict((conflict) =>
        expired
          ? conflict
              .columns(['kind', 'name'])
              .doUpdateSet((e) => ({ member: e.ref('excluded.member'), until: e.ref('excluded.until') }))
              .where('leases.until', '<=', now)
          : conflict.columns(['kind', 'name']).doNothing(),
      )
      .returning('name')
      .execute();
    return rows.map((row) => row.name);
  }

  return {
    async join() {
      await db
        .insertInto('lease_members')
        .values({ kind, member, until })
        .onConflict((conflict) =>
          conflict.columns(['kind', 'member']).doUpdateSet((e) => ({ until: e.ref('excluded.until') })),
        )
        .execute();
    },
    async leave() {
      await db.deleteFrom('lease_members').where('kind', '=', kind).where('member', '=', member).execute();
    },
    async tidy() {
      await db.deleteFrom('lease_members').where('kind', '=', kind).where('until', '<=', now).execute();
    },
    async renew() {
      const mine = db.updateTable('leases').where('kind', '=', kind).where('member', '=', member);
      return (await mine.set({ until }).returning('name').execute()).map((row) => row.name);
    },
    async read() {
      const present = db.selectFrom('lease_members').where('kind', '=', kind).where('until', '>', now);
      const members = await present.select('member').execute();
      const held = db.selectFrom('leases').where('kind', '=', kind).where('until', '>', now);
      const rows = await held.select(['name', 'member']).execute();
      return {
        members: members.map((row) => row.member),
        holders: new Map(rows.map((row) => [row.name, row.member])),
      };
    },
    async take(names, expired) {
      const taken: string[] = [];
      // In one order for all, so that two who take the same do not wait for each other in a circle.
      for (const part of inParts(names.toSorted(), rowsAStatement)) taken.push(...(await takePart(part, expired)));
      return taken;
    },
    async release(names) {
      const mine = db.deleteFrom('leases').where('kind', '=', kind).where('member', '=', member);
      for (const part of inParts(names, rowsAStatement)) await mine.where('name', 'in', part).execute();
    },
  };
}
