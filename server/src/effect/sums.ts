// Owns effects over the projects of a district or city: of enterprises that agreed to be counted, small groups suppressed.
import { agreedToBeCounted, type Bureau, type Consent } from '@takt/model/access';
import { primarySuppression, suppressionRules } from '@takt/model/aggregates';
import type { EffectSum, RouteAnswer, RouteInput } from '@takt/model/api';
import {
  type MeasuredIndicator,
  measuredIndicators,
  pool,
  type UnmeasurableReason,
  weightsIn,
} from '@takt/model/effect';
import type { Kysely } from 'kysely';
import type { Caller } from '../platform/caller.ts';
import type { Schema } from '../platform/database/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import type { EffectParts } from './parts.ts';

type Answer = RouteAnswer<'effects.query'>;

export async function effectSums(
  parts: EffectParts,
  caller: Caller,
  { scope }: RouteInput<'effects.query'>['query'],
): Promise<Outcome<Answer>> {
  const { level, code } = scope;
  if (level !== 'district' && level !== 'city')
    return refuse('invalid', 'effects are summed over a district or a city', [
      { field: 'scope', reason: 'must be district:<code> or city:<code>' },
    ]);
  const districts = level === 'city' ? parts.regions.districts.map((one) => one.code) : [parts.regions.canonical(code)];
  const [counts, results] = await Promise.all([countsIn(parts.db, districts), resultsIn(parts.db, districts)]);
  const agreed = await agreedIn(parts, caller, [...new Set(results.map(({ district }) => district))]);
  const isAgreed = (one: (typeof results)[number]) =>
    agreed.get(one.district)?.has(one.plant_enterprise ?? '') === true;
  const counted = results.filter(isAgreed);
  const notShared = new Set(results.filter((one) => !isAgreed(one)).map(({ project }) => project)).size;
  // All of them, so that a row does not tell that somebody agreed.
  const rows = measuredIndicators.map((indicator) =>
    sumOf(
      indicator,
      counted.filter((one) => one.indicator === indicator),
    ),
  );
  return done({ ...counts, notShared, least: suppressionRules.least, rows });
}

interface Result {
  project: string;
  district: string;
  plant_enterprise: string | null;
  indicator: string;
  verdict: string;
  reason: string | null;
  estimate: number | null;
  error: number | null;
}

function sumOf(indicator: MeasuredIndicator, results: readonly Result[]): EffectSum {
  const none = { indicator, projects: null, mean: null, between: null, heterogeneity: null };
  const enterprises = new Set(results.map(({ plant_enterprise }) => plant_enterprise)).size;
  if (enterprises < suppressionRules.least) return { ...none, verdicts: null, reasons: null, suppressed: 'few' };
  const told = {
    verdicts: countBy(results.map(({ verdict }) => verdict)) as EffectSum['verdicts'],
    reasons: countBy(results.flatMap(({ reason }) => (reason as UnmeasurableReason | null) ?? [])),
  };
  const effects = results.flatMap(({ plant_enterprise, verdict, estimate, error }) =>
    estimate === null || error === null || verdict === 'not_measurable'
      ? []
      : [{ enterprise: plant_enterprise ?? '', value: estimate, error }],
  );
  const mean = pool(effects);
  const suppressed = primarySuppression(weightsIn(mean, effects));
  if (!mean || suppressed) return { ...none, ...told, suppressed: suppressed ?? 'few' };
  const { value, low, high, projects, between, heterogeneity } = mean;
  return { indicator, projects, mean: { value, low, high }, between, heterogeneity, ...told, suppressed: null };
}

function countBy<T extends string>(all: readonly T[]): Partial<Record<T, number>> {
  const counts: Partial<Record<T, number>> = {};
  for (const one of all) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}

async function countsIn(
  db: Kysely<Schema>,
  districts: readonly string[],
): Promise<Pick<Answer, 'projects' | 'planned' | 'declared'>> {
  const projects = db
    .selectFrom('retrofit_projects as p')
    .where('p.district', 'in', [...districts])
    .where('p.stage', '<>', 'stopped');
  const row = await projects
    .leftJoin('effect_plans as plan', 'plan.project', 'p.id')
    .select((e) => [e.fn.countAll<number>().as('projects'), e.fn.count<number>('plan.project').as('planned')])
    .executeTakeFirstOrThrow();
  const declared = await projects
    .innerJoin('effect_results as r', (join) => join.onRef('r.project', '=', 'p.id').on('r.origin', '=', 'declared'))
    .select((e) => e.fn.count<number>('p.id').distinct().as('projects'))
    .executeTakeFirstOrThrow();
  return { projects: Number(row.projects), planned: Number(row.planned), declared: Number(declared.projects) };
}

async function resultsIn(db: Kysely<Schema>, districts: readonly string[]): Promise<Result[]> {
  return db
    .selectFrom('effect_results as r')
    .innerJoin('retrofit_projects as p', 'p.id', 'r.project')
    .innerJoin('registry_enterprises as e', 'e.id', 'p.enterprise')
    .select([
      'r.project',
      'p.district',
      'e.plant_enterprise',
      'r.indicator',
      'r.verdict',
      'r.reason',
      'r.estimate',
      'r.error',
    ])
    .where('p.district', 'in', [...districts])
    .where('p.stage', '<>', 'stopped')
    .where('r.origin', '=', 'measured')
    .execute();
}

/** By district: enterprises of the plant whose consent to the caller's bureau lets them be counted. */
async function agreedIn(
  { db, plant, clock }: EffectParts,
  caller: Caller,
  districts: readonly string[],
): Promise<Map<string, ReadonlySet<string>>> {
  const rows = await db.selectFrom('consents').selectAll().where('withdrawn_at', 'is', null).execute();
  const consents = rows.map(
    (row): Consent => ({
      id: row.id,
      enterprise: row.enterprise,
      bureau: bureauFrom(row.bureau),
      groups: JSON.parse(row.groups),
      purpose: row.purpose,
      from: row.from_at,
      until: row.until_at,
      withdrawnAt: row.withdrawn_at,
    }),
  );
  return new Map(
    districts.map((code) => {
      const place = plant.placeOf({ level: 'district', code });
      return [code, place ? agreedToBeCounted(caller.grants, place, consents, clock()) : new Set<string>()];
    }),
  );
}

/** `platform`, `city:<code>` or `district:<code>`. */
function bureauFrom(text: string): Bureau {
  const [level, code = ''] = text.split(':', 2);
  return level === 'city' || level === 'district' ? { level, code } : { level: 'platform' };
}
