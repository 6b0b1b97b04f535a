// Owns how a plan is kept in its row.
import type { SentEffectPlan } from '@takt/model/api';
import { betterWhen, type EffectPlan } from '@takt/model/effect';
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../platform/database/index.ts';

type PlanRow = Row<'effect_plans'>;

export interface KeptPlan extends SentEffectPlan {
  /** Codes of the machines measured when it was locked. */
  machines: readonly string[];
}

export async function planOf(db: Kysely<Schema>, project: string): Promise<KeptPlan | undefined> {
  const row = await db.selectFrom('effect_plans').selectAll().where('project', '=', project).executeTakeFirst();
  return row && planFrom(row);
}

export function planFrom(row: PlanRow): KeptPlan {
  const indicators: EffectPlan['indicators'] = JSON.parse(row.indicators);
  return {
    baseline: { from: row.baseline_from, to: row.baseline_to },
    exclusion: { from: row.exclusion_from, to: row.exclusion_to },
    afterTo: row.after_to,
    minimumCoverage: row.minimum_coverage,
    indicators: indicators.map(({ indicator, expected }) => ({ indicator, expected })),
    controlLines: JSON.parse(row.control_lines),
    productMix: JSON.parse(row.adjustments).productMix,
    registeredAt: row.registered_at,
    registeredBy: row.registered_by,
    lockedAt: row.locked_at,
    revision: row.revision,
    machines: JSON.parse(row.machines),
  };
}

export function sentPlan({ machines: _, ...plan }: KeptPlan): SentEffectPlan {
  return plan;
}

/** Output and energy are told by the hour and the piece that was planned, never by the calendar day. */
export function planColumns(plan: EffectPlan) {
  return {
    baseline_from: plan.baseline.from,
    baseline_to: plan.baseline.to,
    exclusion_from: plan.exclusion.from,
    exclusion_to: plan.exclusion.to,
    after_to: plan.afterTo,
    minimum_coverage: plan.minimumCoverage,
    indicators: JSON.stringify(
      plan.indicators.map(({ indicator, expected }) => ({ indicator, direction: betterWhen[indicator], expected })),
    ),
    control_lines: JSON.stringify(plan.controlLines),
    adjustments: JSON.stringify({ productMix: plan.productMix, plannedTime: true }),
  };
}
