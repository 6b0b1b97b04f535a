// Owns the list of messages that could not be read: counted always, kept bounded, newest first.
import type { RouteAnswer } from '@takt/model/api';
import type { Kysely } from 'kysely';
import type { NewRow, Schema } from '../../../platform/database/index.ts';
import type { Log } from '../../../platform/log/index.ts';
import type { Counters } from '../counters.ts';
import { excerptOf, printable } from './excerpt.ts';
import { createJournal } from './journal.ts';
import { newest } from './newest.ts';

const maxKept = 1000;

export interface Refusal {
  topic: string;
  reason: string;
  detail: string;
  payload: Uint8Array;
  /** Where it is more than the payload at hand. */
  bytes?: number;
}

export type RefusedEntry = RouteAnswer<'refused.list'>[number];
export type Refused = ReturnType<typeof createRefused>;

export function createRefused(options: { db: Kysely<Schema>; log: Log; counters: Counters; clock: () => number }) {
  const { db, log, counters, clock } = options;
  const journal = createJournal<NewRow<'refused'>>({ log, what: 'refused', maxWaiting: 200, write });

  async function write(entries: NewRow<'refused'>[]): Promise<void> {
    await db.insertInto('refused').values(entries).execute();
    const ids = db.selectFrom('refused').select('id').orderBy('id', 'desc');
    const oldest = await ids.offset(maxKept).limit(1).executeTakeFirst();
    if (oldest) await db.deleteFrom('refused').where('id', '<=', oldest.id).execute();
  }

  return {
    keep({ topic, reason, detail, payload, bytes = payload.length }: Refusal): void {
      counters.refused(reason);
      const excerpt = excerptOf(payload);
      journal.add({
        at: clock(),
        topic: printable(topic, 256),
        reason,
        detail: printable(detail, 300),
        excerpt,
        bytes,
      });
    },
    async list(limit: number, wanted?: (entry: RefusedEntry) => boolean): Promise<RefusedEntry[]> {
      await journal.flush();
      return listRefused(db, limit, wanted);
    },
    start: journal.start,
    close: journal.close,
  };
}

export function listRefused(
  db: Kysely<Schema>,
  limit: number,
  wanted?: (entry: RefusedEntry) => boolean,
): Promise<RefusedEntry[]> {
  const page = (rows: number, before: number | undefined) => {
    const newestFirst = db.selectFrom('refused').selectAll().orderBy('id', 'desc').limit(rows);
    return (before === undefined ? newestFirst : newestFirst.where('id', '<', before)).execute();
  };
  return newest(page, limit, wanted);
}
