// Owns the log of disclosures: what bureaus saw of an enterprise under its consents, written before it is shown.
import { formatScope } from '@takt/model/plant';
import type { Kysely } from 'kysely';
import type { Caller } from '../../platform/caller.ts';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Row, Schema } from '../../platform/database/index.ts';
import type { Opened } from '../caller.ts';
import { formatBureau } from './bureau.ts';

interface Range {
  from: number | null;
  to: number | null;
}

export interface Disclosures {
  /**
   * Rejects where they cannot be logged: then nothing may be shown. `action`: route or event. For requests, sockets and jobs. What
   * the same person sees again within a minute, over a range that overlaps, is counted in the row that is there.
   */
  add(caller: Pick<Caller, 'actor' | 'name'>, action: string, opened: readonly Opened[], range: Range): Promise<void>;
}

type Fresh = Omit<Row<'disclosures'>, 'id'>;

/** Pages that are watched ask every few seconds. */
const togetherMs = 60_000;
const mostRemembered = 20_000;

export function createDisclosures(db: Kysely<Schema>, clock: () => number): Disclosures {
  /** Rows this process wrote lately, by what they say; oldest first. */
  const written = new Map<string, { id: number; at: number } & Range>();

  function rememberedOf(row: Fresh, now: number): number | undefined {
    const known = written.get(keyOf(row));
    if (!known || now - known.at >= togetherMs || now < known.at || !overlaps(known, row)) return undefined;
    known.from = least(known.from, row.from_at);
    known.to = greatest(known.to, row.to_at);
    return known.id;
  }

  function remember(row: Fresh & { id: number }): void {
    const key = keyOf(row);
    written.delete(key);
    const [oldest] = written.size < mostRemembered ? [] : written.keys();
    if (oldest !== undefined) written.delete(oldest);
    written.set(key, { id: row.id, at: row.at, from: row.from_at, to: row.to_at });
  }

  /** Those that are there no more, as after housekeeping, are not counted anywhere. */
  async function countAgain(ids: readonly number[], now: number, { from, to }: Range): Promise<Set<number>> {
    const counted = await db
      .updateTable('disclosures')
      .set((e) => ({
        count: e('count', '+', 1),
        last_at: now,
        from_at:
          from === null
            ? e.ref('from_at')
            : e.case().when('from_at', '>', from).then(from).else(e.ref('from_at')).end(),
        to_at: to === null ? e.ref('to_at') : e.case().when('to_at', '<', to).then(to).else(e.ref('to_at')).end(),
      }))
      .where('id', 'in', ids)
      .returning('id')
      .execute();
    return new Set(counted.map(({ id }) => id));
  }

  return {
    async add(caller, action, opened, range) {
      const now = clock();
      const rows = opened.map((one) => rowOf(caller, action, one, range, now));
      const known = new Map(rows.map((row) => [row, rememberedOf(row, now)]));
      const ids = [...known.values()].filter((id) => id !== undefined);
      const counted = new Set<number>();
      for (const part of inParts(ids)) for (const id of await countAgain(part, now, range)) counted.add(id);
      const fresh = rows.filter((row) => !counted.has(known.get(row) ?? -1));
      for (const part of inParts(fresh)) {
        const stored = await db.insertInto('disclosures').values(part).returningAll().execute();
        for (const row of stored) remember(row);
      }
    },
  };
}

function rowOf(
  { actor, name }: Pick<Caller, 'actor' | 'name'>,
  action: string,
  { consent, bureau, permission, scope }: Opened,
  { from, to }: Range,
  now: number,
): Fresh {
  return {
    at: now,
    enterprise: consent.enterprise,
    consent: consent.id,
    bureau: formatBureau(bureau),
    actor,
    actor_name: name,
    permission,
    action,
    scope: formatScope(scope),
    from_at: from,
    to_at: to,
    count: 1,
    last_at: now,
  };
}

function keyOf({ consent, bureau, actor, permission, action, scope }: Fresh): string {
  return JSON.stringify([consent, bureau, actor, permission, action, scope]);
}

/** What was seen of two ranges together is one range only where they touch. */
function overlaps({ from, to }: Range, { from_at, to_at }: Fresh): boolean {
  if (from === null || to === null || from_at === null || to_at === null) return from === from_at && to === to_at;
  return from_at <= to && from <= to_at;
}

function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? a : Math.min(a, b);
}

function greatest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? a : Math.max(a, b);
}
