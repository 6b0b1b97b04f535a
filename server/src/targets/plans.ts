// Owns the plans: read by year, set by the city, each change against the revision it was made on.
import type { RouteAnswer, RouteInput } from '@takt/model/api';
import type { Regions } from '@takt/model/regions';
import { isShare } from '@takt/model/targets';
import type { Kysely, Transaction } from 'kysely';
import type { AppendAudit, AuditRecord } from '../platform/audit/index.ts';
import { attribution, type Caller } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import { done, type Outcome, type Refusal } from '../platform/outcome.ts';

export interface PlanParts {
  db: Kysely<Schema>;
  regions: Regions;
  audit: AppendAudit;
  clock: () => number;
}

type Body = RouteInput<'targets.set'>['body'];
type Sent = Body['plans'][number];
type Plan = Row<'targets'>;

/** Plans of a year by {@link planKey}. */
export async function readPlans(db: Kysely<Schema>, year: number): Promise<Map<string, Plan>> {
  const rows = await db.selectFrom('targets').selectAll().where('year', '=', year).execute();
  return new Map(rows.map((row) => [planKey(row), row]));
}

export function planKey({ region, indicator }: { region: string; indicator: string }): string {
  return `${region} ${indicator}`;
}

/** That the caller may do so for the city was asked before. */
export async function setPlans(
  parts: PlanParts,
  caller: Caller,
  body: Body,
): Promise<Outcome<RouteAnswer<'targets.set'>>> {
  const refusal = refusalOf(parts.regions, body.plans);
  if (refusal) return { ok: false, refusal };
  const undone: { refusal?: Refusal } = {};
  try {
    return done(
      await parts.db.transaction().execute((transaction) => writeAll(parts, transaction, caller, body, undone)),
    );
  } catch (error) {
    if (undone.refusal) return { ok: false, refusal: undone.refusal };
    throw error;
  }
}

/** Throws once `undone` says why: what was written before goes with the transaction. */
async function writeAll(
  { regions, audit, clock }: PlanParts,
  transaction: Transaction<Schema>,
  caller: Caller,
  { year, plans }: Body,
  undone: { refusal?: Refusal },
): Promise<RouteAnswer<'targets.set'>> {
  // Writers follow one another: what one of them read no other changes meanwhile.
  await transaction
    .updateTable('audit_head')
    .set((e) => ({ entries: e.ref('entries') }))
    .execute();
  const known = await readPlans(transaction, year);
  const records: AuditRecord[] = [];
  const answer: RouteAnswer<'targets.set'> = [];
  for (const [index, sent] of plans.entries()) {
    const before = known.get(planKey(sent));
    if ((before?.revision ?? 0) !== sent.revision) {
      undone.refusal = conflictOf(index, sent, before);
      throw new Error('the plan was changed meanwhile');
    }
    const { region, indicator, plan } = sent;
    answer.push({ region, indicator, plan, revision: sent.revision + 1 });
    const set = { plan, set_at: clock(), set_by: caller.actor, set_by_name: caller.name, revision: sent.revision + 1 };
    if (before) {
      const where = transaction.updateTable('targets').set(set).where('year', '=', year);
      await where.where('region', '=', region).where('indicator', '=', indicator).execute();
    } else
      await transaction
        .insertInto('targets')
        .values({ year, region, indicator, ...set })
        .execute();
    records.push({
      ...attribution(caller),
      action: 'targets.set',
      outcome: 'done',
      kind: 'target',
      code: `${year} ${region} ${indicator}`,
      scope: region === regions.city.code ? null : `district:${region}`,
      before: before ? { plan: before.plan } : null,
      after: { plan },
    });
  }
  await audit(transaction, ...records);
  return answer;
}

function refusalOf({ city, district }: Regions, plans: readonly Sent[]): Refusal | undefined {
  const seen = new Set<string>();
  const errors = plans.flatMap((sent, index) => {
    const reasons: { field: string; reason: string }[] = [];
    const { region, indicator, plan } = sent;
    if (region !== city.code && district(region)?.code !== region)
      reasons.push({ field: `plans.${index}.region`, reason: `there is no region "${region}"` });
    if (seen.has(planKey(sent))) reasons.push({ field: `plans.${index}`, reason: 'is set twice' });
    seen.add(planKey(sent));
    if (plan !== null && isShare(indicator) && plan > 1)
      reasons.push({ field: `plans.${index}.plan`, reason: 'must be a fraction of one' });
    if (plan !== null && !isShare(indicator) && !Number.isInteger(plan))
      reasons.push({ field: `plans.${index}.plan`, reason: 'must be a whole number' });
    return reasons;
  });
  return errors.length > 0 ? { kind: 'invalid', detail: 'such plans cannot be set', errors } : undefined;
}

function conflictOf(index: number, { region, indicator }: Sent, before: Plan | undefined): Refusal {
  const now = before
    ? `was set to ${before.plan ?? 'nothing'} by ${before.set_by_name} at ${new Date(before.set_at).toISOString()}`
    : 'is not set';
  const reason = `${indicator} of ${region} ${now}`;
  const errors = [{ field: `plans.${index}`, reason }];
  return { kind: 'conflict', detail: `the plan was changed meanwhile: ${reason}`, errors };
}
