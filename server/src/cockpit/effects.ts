// Owns telling of measured effects over several projects: how many are measured, what was found, and the mean with its interval.
import { primarySuppression, suppressionRules } from '@takt/model/aggregates';
import type { RouteAnswer } from '@takt/model/api';
import {
  type MeasuredIndicator,
  measuredIndicators,
  pool,
  type Verdict,
  verdicts,
  weightsIn,
} from '@takt/model/effect';
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';

type Effects = RouteAnswer<'cockpit.get'>['effects'];

export interface EffectRow {
  district: string;
  project: string;
  /** Code of the plant's enterprise; null: it is connected with none. */
  plantEnterprise: string | null;
  indicator: string;
  origin: 'measured' | 'declared';
  verdict: string;
  estimate: number | null;
  error: number | null;
}

export async function readEffects(db: Kysely<Schema>): Promise<EffectRow[]> {
  return db
    .selectFrom('effect_results as r')
    .innerJoin('retrofit_projects as p', 'p.id', 'r.project')
    .leftJoin('registry_enterprises as e', 'e.id', 'p.enterprise')
    .select([
      'p.district',
      'r.project',
      'e.plant_enterprise as plantEnterprise',
      'r.indicator',
      'r.origin',
      'r.verdict',
      'r.estimate',
      'r.error',
    ])
    .execute();
}

/**
 * `counted`: enterprises that agreed to be counted; null: whoever runs the installation counts all. What few enterprises found is
 * not told: it would be theirs.
 */
export function effectsOf(rows: readonly EffectRow[], counted: ReadonlySet<string> | null): Effects {
  const agreed = ({ plantEnterprise: code }: EffectRow) => counted === null || (code !== null && counted.has(code));
  const projects = new Map<string, { measured: boolean; declared: boolean; agreed: boolean }>();
  for (const row of rows) {
    const known = projects.get(row.project) ?? { measured: false, declared: false, agreed: agreed(row) };
    if (isMeasured(row)) known.measured = true;
    else if (row.origin === 'declared') known.declared = true;
    projects.set(row.project, known);
  }
  const all = [...projects.values()];
  const shown = rows.filter((row) => row.origin === 'measured' && agreed(row));
  return {
    measured: all.filter((one) => one.measured && one.agreed).length,
    declared: all.filter((one) => one.declared && !one.measured).length,
    notMeasurable: all.filter((one) => !one.measured && !one.declared).length,
    notShared: all.filter((one) => one.measured && !one.agreed).length,
    indicators: measuredIndicators.flatMap((indicator) => indicatorOf(indicator, shown, counted === null)),
  };
}

function isMeasured({ origin, verdict }: EffectRow): boolean {
  return origin === 'measured' && (verdict === 'effective' || verdict === 'not_shown' || verdict === 'worse');
}

/** What may not be told is left out, whether or not somebody agreed. */
function indicatorOf(
  indicator: MeasuredIndicator,
  rows: readonly EffectRow[],
  everything: boolean,
): Effects['indicators'] {
  const found = rows.filter((row) => row.indicator === indicator);
  const measured = found.filter(isMeasured);
  const enterprises = new Set(measured.map(({ plantEnterprise }) => plantEnterprise)).size;
  if (found.length === 0 || (!everything && enterprises < suppressionRules.least)) return [];
  const count = (verdict: Verdict) => found.filter((row) => row.verdict === verdict).length;
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, count(verdict)])) as Record<Verdict, number>;
  return [{ indicator, verdicts: counts, mean: meanOf(measured, everything) }];
}

/** Over projects as a random sample of what retrofits do; not told where one or two enterprises carry most of its weight. */
function meanOf(rows: readonly EffectRow[], everything: boolean): Effects['indicators'][number]['mean'] {
  const effects = rows.flatMap(({ plantEnterprise, estimate, error }) =>
    estimate === null || error === null ? [] : [{ enterprise: plantEnterprise ?? '', value: estimate, error }],
  );
  const mean = pool(effects);
  if (!mean) return null;
  if (!everything && primarySuppression(weightsIn(mean, effects)) !== null) return null;
  const { value, low, high, projects } = mean;
  return { value, low, high, projects };
}
