// Owns where the plans of a year stood at the end of a month: as it was frozen, with what was corrected since; counted now where it is not.
import {
  type CorrectionReason,
  countedUntil,
  isShare,
  lastDayOf,
  rankRegions,
  type TargetIndicator,
  targetIndicators,
} from '@takt/model/targets';
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../../platform/database/index.ts';
import type { ReportJobParts } from '../parts.ts';

export interface Correction {
  /** Epoch ms. */
  at: number;
  before: number;
  after: number;
  reason: CorrectionReason;
}

export interface TargetLine {
  region: string;
  indicator: TargetIndicator;
  plan: number | null;
  /** As it is known now: as frozen, or as it was corrected last. A count, or a fraction of one; null: a share of nothing. */
  achieved: number | null;
  /** Under way at that time; null: it is not known. */
  pipeline: number | null;
  /** Median for the end of the year, as of that time; null: it is not known. */
  forecast: number | null;
  /** Epoch ms; null: the month is not frozen, and was counted now. */
  frozenAt: number | null;
  /** Oldest first. */
  corrections: readonly Correction[];
}

export interface Standing {
  region: string;
  plan: number | null;
  achieved: number | null;
  /** Achieved ÷ plan. */
  share: number | null;
  rank: number | null;
}

/** Indicators of regions of which there is something: a plan, or anything achieved. Others are left out. */
export async function targetLines(
  { db, regions, figures }: Pick<ReportJobParts, 'db' | 'regions' | 'figures'>,
  month: string,
  asked: readonly string[],
  today: string,
): Promise<TargetLine[]> {
  const known = await readMonth(db, month);
  const year = Number(month.slice(0, 4));
  const day = lastDayOf(month) < today ? lastDayOf(month) : today;
  const present = countedUntil(year, today) === day ? await figures.targets.of(year) : undefined;
  const counts = await figures.targets.countsOn([day]);
  const plans = await db.selectFrom('targets').selectAll().where('year', '=', year).execute();
  const countAt = (region: string, indicator: TargetIndicator) => {
    const byRegion = counts.get(indicator);
    if (region !== regions.city.code) return byRegion?.get(region)?.[0] ?? 0;
    return [...(byRegion?.values() ?? [])].reduce((sum, [held = 0]) => sum + held, 0);
  };
  const countedNow = (region: string, indicator: TargetIndicator): TargetLine => {
    const figure = present?.figure(region, indicator);
    const forecast = figure?.forecast;
    return {
      region,
      indicator,
      plan: plans.find((one) => one.region === region && one.indicator === indicator)?.plan ?? null,
      // Of a share there is no past: it is as the equipment list is now.
      achieved: isShare(indicator) ? (figure?.achieved ?? null) : countAt(region, indicator),
      pipeline: figure?.pipeline ?? null,
      forecast: forecast?.kind === 'range' ? forecast.median : null,
      frozenAt: null,
      corrections: [],
    };
  };
  return asked.flatMap((region) =>
    targetIndicators.flatMap((indicator) => {
      const line = frozenLine(known, region, indicator) ?? countedNow(region, indicator);
      return line.plan === null && !line.achieved && line.corrections.length === 0 ? [] : [line];
    }),
  );
}

interface KnownMonth {
  snapshots: readonly Row<'target_snapshots'>[];
  corrections: readonly Row<'target_corrections'>[];
}

async function readMonth(db: Kysely<Schema>, month: string): Promise<KnownMonth> {
  const snapshots = await db.selectFrom('target_snapshots').selectAll().where('month', '=', month).execute();
  const corrections = await db
    .selectFrom('target_corrections')
    .selectAll()
    .where('month', '=', month)
    .orderBy('at')
    .execute();
  return { snapshots, corrections };
}

export function frozenLine(known: KnownMonth, region: string, indicator: TargetIndicator): TargetLine | undefined {
  const is = (row: { region: string; indicator: string }) => row.region === region && row.indicator === indicator;
  const frozen = known.snapshots.find(is);
  if (!frozen) return undefined;
  const corrections = known.corrections
    .filter(is)
    .map(({ at, before, after, reason }) => ({ at, before, after, reason: reason as CorrectionReason }));
  const { plan, pipeline, forecast, frozen_at: frozenAt } = frozen;
  const achieved = corrections.at(-1)?.after ?? frozen.achieved;
  return { region, indicator, plan, achieved, pipeline, forecast, frozenAt, corrections };
}

/** Districts by what they achieved of their plan; those of which there is nothing are left out. */
export function rankedBy(lines: readonly TargetLine[], indicator: TargetIndicator, city: string): Standing[] {
  const districts = lines.filter((line) => line.indicator === indicator && line.region !== city);
  return rankRegions(districts.map(({ region, plan, achieved }) => ({ region, plan, achieved })));
}
