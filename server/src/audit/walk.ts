// Owns walking through the audit log, newest first, in steps small enough that neither memory nor anybody else has to wait.
import { setImmediate as breathe } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../platform/database/index.ts';
import { type AuditFilter, conditions, contains } from './filter.ts';
import type { Part, Visibility } from './visibility.ts';

type Entry = Row<'audit_entries'>;

/** Entries after this one in the order of the walk: older, and of one moment those written before. */
export interface Position {
  at: number;
  id: number;
}

/** No index finds a text: so many entries are looked through by one statement. */
const searchedAtOnce = 10_000;
const latest: Position = { at: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };

/** Whatever of the filter is visible. */
export async function* newestFirst(
  db: Kysely<Schema>,
  filter: AuditFilter,
  { parts, sees }: Visibility,
  { after = latest, page = 200 }: { after?: Position | undefined; page?: number } = {},
): AsyncGenerator<Entry> {
  const sources = parts.map((part) => walkPart(db, filter, part, after, page));
  const heads = await Promise.all(sources.map(next));
  for (;;) {
    const first = heads.reduce((best, one) => (one && (!best || isBefore(one, best)) ? one : best), undefined);
    if (!first) return;
    // An entry may be in several parts.
    for (const [index, source] of sources.entries()) {
      if (heads[index]?.id === first.id) heads[index] = await next(source);
    }
    if (sees(first)) yield first;
  }
}

function isBefore(a: Position, b: Position): boolean {
  return a.at > b.at || (a.at === b.at && a.id > b.id);
}

async function next(source: AsyncGenerator<Entry>): Promise<Entry | undefined> {
  const { value, done } = await source.next();
  return done ? undefined : value;
}

async function* walkPart(
  db: Kysely<Schema>,
  filter: AuditFilter,
  part: Part,
  start: Position,
  page: number,
): AsyncGenerator<Entry> {
  const { text } = filter;
  const from = (after: Position) =>
    db
      .selectFrom('audit_entries')
      .where((e) => e.and([...conditions(e, filter), ...(part ? [part(e)] : [])]))
      .where('at', '<=', after.at)
      .where((e) => e.or([e('at', '<', after.at), e('id', '<', after.id)]))
      .orderBy('at', 'desc')
      .orderBy('id', 'desc');
  for (let after = start; ; await breathe()) {
    const end =
      text === undefined
        ? undefined
        : await from(after).select(['at', 'id']).offset(searchedAtOnce).limit(1).executeTakeFirst();
    let query = from(after).selectAll().limit(page);
    if (text !== undefined) query = query.where((e) => contains(e, text));
    if (end) query = query.where('at', '>=', end.at).where((e) => e.or([e('at', '>', end.at), e('id', '>=', end.id)]));
    const entries = await query.execute();
    yield* entries;
    const last = entries.length === page ? entries.at(-1) : end;
    if (!last) return;
    after = last;
  }
}
