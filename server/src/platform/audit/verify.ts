// Owns verifying the audit log: every entry follows the one before it up to the head, or which is the first that does not, and why.
import { setImmediate as breathe } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Row, Schema } from '../database/index.ts';
import { chainedHash, hashBeforeFirst } from './chain.ts';

type Entry = Row<'audit_entries'>;

/**
 * `changed`: its fields are not those that were hashed. `missing`: an entry was taken out. `inserted`: one was put in. `reordered`: two
 * were exchanged. `truncated`: the head counts more entries. `head`: the head is not of this chain. `rewritten`: the hash noted
 * earlier is nowhere in it.
 */
export type BreakReason = 'changed' | 'missing' | 'inserted' | 'reordered' | 'truncated' | 'head' | 'rewritten';

export interface ChainState {
  /** Entries that were there when verifying began. */
  entries: number;
  /** Hash of the last; null where there is none. */
  head: string | null;
  /** First entry that does not fit; null where the chain is whole. */
  broken: { at: number; reason: BreakReason } | null;
}

export interface VerifyOptions {
  /** A hash noted earlier, which must still be in the chain: a chain that was made anew as a whole fits in itself. */
  notedHead?: string;
  onProgress?: (share: number) => void;
}

const entriesABatch = 1000;

/**
 * Entries that are written meanwhile are left for the next time. Nothing is locked, and others get their turn between batches.
 */
export async function verifyChain(db: Kysely<Schema>, options: VerifyOptions = {}): Promise<ChainState> {
  const head = await readHead(db);
  const state = { entries: head?.entries ?? 0, head: head?.hash || null };
  if (!head) return { ...state, broken: { at: 0, reason: 'head' } };
  const walk = createWalk(options.notedHead);
  for await (const batch of chainBatches(db, head.entries)) {
    const broken = walk.take(batch);
    if (broken) return { ...state, broken };
    options.onProgress?.(head.entries === 0 ? 1 : (batch.at(-1)?.id ?? 0) / head.entries);
    await breathe();
  }
  return { ...state, broken: walk.end(head) };
}

interface Head {
  entries: number;
  hash: string;
  /** Number of the last entry of all. */
  last: number;
}

/** Of one moment, as it is one statement. */
export async function readHead(db: Kysely<Schema>): Promise<Head | undefined> {
  const row = await db
    .selectFrom('audit_head')
    .select(['entries', 'hash'])
    .select((e) => e.selectFrom('audit_entries').select(sql<number>`coalesce(max(id), 0)`.as('last')).as('last'))
    .executeTakeFirst();
  return row && { ...row, last: row.last ?? 0 };
}

/** Entries in the order of the chain, up to and including the number given. */
export async function* chainBatches(db: Kysely<Schema>, upTo: number): AsyncGenerator<Entry[]> {
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const batch = await db
      .selectFrom('audit_entries')
      .selectAll()
      .where('id', '>', after)
      .where('id', '<=', upTo)
      .orderBy('id')
      .limit(entriesABatch)
      .execute();
    const last = batch.at(-1);
    if (!last) return;
    yield batch;
    after = last.id;
  }
}

/** Pure: takes entries in their order. One is judged once the one after it is known, which tells what happened to it. */
export function createWalk(notedHead?: string) {
  let hash = hashBeforeFirst;
  let taken = 0;
  let waiting: Entry[] = [];
  let noted = notedHead === undefined || notedHead === hashBeforeFirst;

  function judge(entries: readonly Entry[], from: number): ChainState['broken'] {
    const [entry, next] = entries.slice(from, from + 2);
    if (!entry) return null;
    const id = taken + 1;
    if (entry.id > id) return { at: id, reason: 'missing' };
    if (entry.id < id) return { at: entry.id, reason: 'inserted' };
    if (chainedHash(hash, entry) !== entry.hash) return { at: id, reason: reasonOf(hash, entry, next) };
    hash = entry.hash;
    taken = id;
    noted ||= hash === notedHead;
    return null;
  }
  function through(entries: readonly Entry[], count: number): ChainState['broken'] {
    for (let from = 0; from < count; from++) {
      const broken = judge(entries, from);
      if (broken) return broken;
    }
    return null;
  }
  return {
    take(batch: readonly Entry[]): ChainState['broken'] {
      const entries = [...waiting, ...batch];
      const count = Math.max(0, entries.length - 1);
      waiting = entries.slice(count);
      return through(entries, count);
    },
    end(head: Head): ChainState['broken'] {
      const broken = through(waiting, waiting.length);
      if (broken) return broken;
      if (taken < head.entries) return { at: taken + 1, reason: 'truncated' };
      if (head.last > head.entries) return { at: head.entries + 1, reason: 'inserted' };
      if (hash !== head.hash) return { at: taken, reason: 'head' };
      return noted ? null : { at: 1, reason: 'rewritten' };
    },
  };
}

/** What happened where an entry does not follow the hash before it. */
function reasonOf(before: string, entry: Entry, next: Entry | undefined): BreakReason {
  const fits = (hash: string, one: Entry, id: number) => chainedHash(hash, { ...one, id }) === one.hash;
  if (!next) return 'changed';
  if (fits(before, next, entry.id)) return fits(next.hash, entry, next.id) ? 'reordered' : 'inserted';
  // Numbered anew after one was taken out, so that each is hashed under the number after its own.
  return fits(entry.hash, next, next.id + 1) ? 'missing' : 'changed';
}
