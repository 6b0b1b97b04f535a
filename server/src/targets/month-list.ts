// Owns reading frozen months with what was corrected of them since.
import type { RouteAnswer } from '@takt/model/api';
import type { CorrectionReason, TargetIndicator } from '@takt/model/targets';
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';

type Month = RouteAnswer<'targets.months'>[number];

/** Ascending by month. */
export async function listMonths(db: Kysely<Schema>, year: number, region: string): Promise<Month[]> {
  const [first, last] = [`${year}-01`, `${year}-12`];
  const frozen = await db
    .selectFrom('target_snapshots')
    .selectAll()
    .where('month', '>=', first)
    .where('month', '<=', last)
    .where('region', '=', region)
    .orderBy('month')
    .orderBy('indicator')
    .execute();
  const corrected = await db
    .selectFrom('target_corrections')
    .selectAll()
    .where('month', '>=', first)
    .where('month', '<=', last)
    .where('region', '=', region)
    .orderBy('at')
    .execute();
  return frozen.map(({ month, indicator, plan, achieved, pipeline, forecast, frozen_at: frozenAt }) => ({
    month,
    indicator: indicator as TargetIndicator,
    plan,
    achieved,
    pipeline,
    forecast,
    frozenAt,
    corrections: corrected
      .filter((one) => one.month === month && one.indicator === indicator)
      .map(({ at, before, after, reason }) => ({ at, before, after, reason: reason as CorrectionReason })),
  }));
}
