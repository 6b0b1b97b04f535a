// Owns registering the plan of a measurement: before the project goes live, and true to what is there.
import type { RouteInput, SentEffectPlan } from '@takt/model/api';
import { type DateRange, overlap, type PlanProblem, problemsOfPlan } from '@takt/model/effect';
import { attribution, type Caller } from '../platform/caller.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { type EffectParts, todayOf } from './parts.ts';
import { planColumns, planFrom, sentPlan } from './plan-row.ts';
import { auditScopeOf, findRecord, isLive, type ProjectRecord } from './record.ts';
import { subjectOf } from './subject.ts';

type Input = RouteInput<'effect.plan'>;

export async function registerPlan(
  parts: EffectParts,
  caller: Caller,
  { params, body }: Pick<Input, 'params' | 'body'>,
): Promise<Outcome<SentEffectPlan>> {
  const found = await findRecord(parts, caller, params.id, 'projects.read', 'projects.write');
  if (!found.ok) return found;
  const record = found.value;
  const { go_live: goLive } = record;
  if (goLive === null) return invalid([{ field: 'goLive', reason: 'the project must say first when it goes live' }]);
  if (isLive(parts, record))
    return invalid([{ field: 'goLive', reason: `the project went live ${goLive}; a plan is registered before` }]);
  const problems = [
    ...problemsOfPlan(body, { goLive, today: todayOf(parts) }),
    ...(await problemsOfControl(parts, record, body.controlLines)),
    ...(await problemsOfOthers(parts, record, body.baseline)),
  ];
  return problems.length > 0 ? invalid(problems) : write(parts, caller, record, body);
}

function invalid(errors: PlanProblem[]): Outcome<never> {
  return refuse('invalid', 'the effect cannot be measured by this plan', errors);
}

async function write(
  { db, audit, clock }: EffectParts,
  caller: Caller,
  record: ProjectRecord,
  { revision, ...plan }: Input['body'],
): Promise<Outcome<SentEffectPlan>> {
  return db.transaction().execute(async (transaction) => {
    const before = await transaction
      .selectFrom('effect_plans')
      .selectAll()
      .where('project', '=', record.id)
      .executeTakeFirst();
    const changed = () => {
      const who = before ? `${before.registered_by} at ${new Date(before.registered_at).toISOString()}` : 'nobody';
      return refuse('conflict', `the plan was registered by ${who} meanwhile`);
    };
    if ((before?.revision ?? null) !== revision) return changed();
    const columns = {
      ...planColumns(plan),
      registered_at: clock(),
      registered_by: caller.name,
      revision: (revision ?? 0) + 1,
    };
    const row = { project: record.id, locked_at: null, measured_at: null, machines: '[]', ...columns };
    const written =
      before === undefined
        ? await transaction
            .insertInto('effect_plans')
            .values(row)
            .onConflict((conflict) => conflict.column('project').doNothing())
            .executeTakeFirst()
        : await transaction
            .updateTable('effect_plans')
            .set(columns)
            .where('project', '=', record.id)
            .where('revision', '=', before.revision)
            .where('locked_at', 'is', null)
            .executeTakeFirst();
    const count = 'numUpdatedRows' in written ? written.numUpdatedRows : (written.numInsertedOrUpdatedRows ?? 0n);
    if (count === 0n) return changed();
    await audit(transaction, {
      ...attribution(caller),
      action: 'effect.plan',
      outcome: 'done',
      kind: 'effect',
      code: record.code,
      scope: auditScopeOf(record),
      before: before ? sentPlan(planFrom(before)) : null,
      after: sentPlan(planFrom(row)),
    });
    return done(sentPlan(planFrom(row)));
  });
}

async function problemsOfControl(
  parts: EffectParts,
  record: ProjectRecord,
  lines: readonly string[],
): Promise<PlanProblem[]> {
  if (lines.length === 0) return [];
  const { machines } = await subjectOf(parts, record);
  const own = new Set(machines.map(({ line }) => line));
  return lines.flatMap((line, index) => {
    const field = `controlLines.${index}`;
    const enterprise = parts.plant.placeOf({ level: 'line', code: line })?.enterprise;
    if (enterprise === undefined || enterprise !== record.plant_enterprise)
      return [{ field, reason: `"${line}" is no line of the enterprise` }];
    return own.has(line) ? [{ field, reason: `"${line}" is retrofitted itself` }] : [];
  });
}

/** Days that one project is measured by cannot be the peace before another one in the same place. */
async function problemsOfOthers(
  { db }: EffectParts,
  record: ProjectRecord,
  baseline: DateRange,
): Promise<PlanProblem[]> {
  const others = await db
    .selectFrom('retrofit_scopes as own')
    .innerJoin('retrofit_scopes as s', (join) =>
      join
        .onRef('s.workshop', '=', 'own.workshop')
        .onRef('s.project', '<>', 'own.project')
        .on((b) => b.or([b('s.line', '=', b.ref('own.line')), b('s.line', '=', ''), b('own.line', '=', '')])),
    )
    .innerJoin('effect_plans as plan', 'plan.project', 's.project')
    .innerJoin('retrofit_projects as p', 'p.id', 's.project')
    .select(['p.code', 'p.name', 'plan.baseline_from as from', 'plan.baseline_to as to'])
    .distinct()
    .where('own.project', '=', record.id)
    .where('p.stage', '<>', 'stopped')
    .orderBy('p.code')
    .execute();
  const met = others.filter((other) => overlap(other, baseline));
  return met.map(({ code, name, from, to }) => ({
    field: 'baseline',
    reason: `overlaps the baseline of ${code} ${name} in the same place, ${from} to ${to}`,
  }));
}
