// Owns asking for a range to be folded again: put down durably, for whichever process folds.
import { formatScope, type Scope } from '@takt/model/plant';
import type { Kysely } from 'kysely';
import type { AppendAudit } from '../../platform/audit/index.ts';
import type { Attribution } from '../../platform/caller.ts';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Schema } from '../../platform/database/index.ts';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import type { PlantView } from '../plant-view.ts';
import { floorMinute, foldedBefore, type LateReason } from './progress.ts';

export interface RefoldRequest {
  scope: Scope;
  /** Epoch ms; minutes that touch [from, to) are folded again. */
  from: number;
  to: number;
  /** Who asks. */
  by: Attribution;
  /** Why, in the words of whoever asks. */
  reason: string | undefined;
}

export interface Refold {
  machines: string[];
  /** Rows that are gone when it is done. */
  ids: number[];
}

const requested: LateReason = 'requested';

/** Machines that nothing was ever folded of are left out: what they have said is folded in any case. */
export async function requestRefold(
  { db, plant, audit }: { db: Kysely<Schema>; plant: Pick<PlantView, 'within'>; audit: AppendAudit },
  request: RefoldRequest,
  now: number,
): Promise<Outcome<Refold>> {
  const { scope, from, to } = request;
  const machines = plant.within(scope).map((machine) => machine.code);
  if (machines.length === 0) return refuse('not_found', `there is no machine within ${formatScope(scope)}`);
  if (!(from < to)) return invalidField('to', 'must be after from');
  if (to > now) return invalidField('to', 'must not be in the future');
  const known = [...(await foldedBefore(db, machines))];
  if (known.length === 0) return refuse('conflict', `nothing of ${formatScope(scope)} has been folded yet`);
  const range = { from_ms: floorMinute(from), to_ms: to - 1, reason: requested };
  return done({ machines: known, ids: await store({ db, audit }, known, range, request) });
}

/** How many of the rows are still waiting. */
export async function countRefolds(db: Kysely<Schema>, ids: readonly number[]): Promise<number> {
  let left = 0;
  for (const part of inParts(ids)) {
    const query = db.selectFrom('late_ranges').select((e) => e.fn.countAll<number>().as('count'));
    left += Number((await query.where('id', 'in', part).executeTakeFirst())?.count ?? 0);
  }
  return left;
}

async function store(
  { db, audit }: { db: Kysely<Schema>; audit: AppendAudit },
  machines: readonly string[],
  range: { from_ms: number; to_ms: number; reason: string },
  { scope, from, to, by, reason }: RefoldRequest,
): Promise<number[]> {
  return db.transaction().execute(async (transaction) => {
    const ids: number[] = [];
    for (const part of inParts(machines)) {
      const rows = part.map((machine) => ({ machine, ...range }));
      const stored = await transaction.insertInto('late_ranges').values(rows).returning('id').execute();
      ids.push(...stored.map(({ id }) => id));
    }
    const text = formatScope(scope);
    await audit(transaction, {
      ...by,
      action: 'facts.refold',
      outcome: 'done',
      kind: 'refold',
      code: text,
      scope: text,
      before: null,
      after: { from, to, machines: machines.length, reason },
    });
    return ids;
  });
}

function invalidField(field: string, reason: string): Outcome<never> {
  return refuse('invalid', `${field} ${reason}`, [{ field, reason }]);
}
