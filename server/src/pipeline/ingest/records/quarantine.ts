// Owns the list of readings with an impossible time or value, or that the store never takes: counted always, kept aside bounded, newest first.
import type { RouteAnswer } from '@takt/model/api';
import type { SignalValue } from '@takt/model/signals';
import type { Kysely } from 'kysely';
import type { NewRow, Schema } from '../../../platform/database/index.ts';
import type { Log } from '../../../platform/log/index.ts';
import type { Counters } from '../counters.ts';
import { printable } from './excerpt.ts';
import { createJournal } from './journal.ts';
import { newest } from './newest.ts';

const maxKept = 5000;
/** Furthest moment a date can stand for (ECMA-262). */
const maxMoment = 8.64e15;

export type QuarantineEntry = RouteAnswer<'quarantine.list'>[number];
export type QuarantineReason = QuarantineEntry['reason'];

export interface QuarantinedReading {
  source: { site: string; machine: string };
  signal: string;
  at: number;
  value: SignalValue;
  now: number;
  reason: QuarantineReason;
}

export type Quarantine = ReturnType<typeof createQuarantine>;

export function createQuarantine({ db, log, counters }: { db: Kysely<Schema>; log: Log; counters: Counters }) {
  const journal = createJournal<NewRow<'quarantine'>>({ log, what: 'quarantine', maxWaiting: 200, write });

  async function write(entries: NewRow<'quarantine'>[]): Promise<void> {
    await db
      .insertInto('quarantine')
      .values(entries)
      .onConflict((conflict) => conflict.columns(['site', 'machine', 'signal', 'at', 'reason']).doNothing())
      .execute();
    const ids = db.selectFrom('quarantine').select('id').orderBy('id', 'desc');
    const oldest = await ids.offset(maxKept).limit(1).executeTakeFirst();
    if (oldest) await db.deleteFrom('quarantine').where('id', '<=', oldest.id).execute();
  }

  return {
    keep({ source, signal, at, value, now, reason }: QuarantinedReading): void {
      counters.quarantined(reason);
      journal.add({
        received_at: now,
        site: source.site,
        machine: source.machine,
        signal: printable(signal, 128),
        at: Math.abs(at) <= maxMoment ? Math.round(at) : null,
        value: printable(String(value), 200),
        reason,
      });
    },
    async list(limit: number, wanted?: (entry: QuarantineEntry) => boolean): Promise<QuarantineEntry[]> {
      await journal.flush();
      return listQuarantine(db, limit, wanted);
    },
    start: journal.start,
    close: journal.close,
  };
}

/** What is kept in the database, newest first. */
export async function listQuarantine(
  db: Kysely<Schema>,
  limit: number,
  wanted?: (entry: QuarantineEntry) => boolean,
): Promise<QuarantineEntry[]> {
  const page = async (most: number, before: number | undefined) => {
    const newestFirst = db.selectFrom('quarantine').selectAll().orderBy('id', 'desc').limit(most);
    const rows = await (before === undefined ? newestFirst : newestFirst.where('id', '<', before)).execute();
    return rows.map(({ received_at, reason, ...row }) => ({
      ...row,
      receivedAt: received_at,
      reason: reason as QuarantineReason,
    }));
  };
  return newest(page, limit, wanted);
}
