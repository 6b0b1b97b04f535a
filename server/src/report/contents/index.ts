// Owns what a report tells of a region and a month, gathered once and told alike as PDF and as a workbook.
import type { RouteAnswer } from '@takt/model/api';
import { dayOf, elapsedShare, lastDayOf } from '@takt/model/targets';
import type { Outcome } from '../../platform/outcome.ts';
import { bureauCaller, readConsents } from '../bureau.ts';
import type { ReportJobParts } from '../parts.ts';
import { type CertificateAct, certificateActsIn } from './certificates.ts';
import { type MonthCoverage, monthCoverage } from './coverage.ts';
import { countDemonstration, countOrigins, type OriginCounts } from './origins.ts';
import { type ProjectAtRisk, projectsAtRisk } from './projects.ts';
import { rankedBy, type Standing, type TargetLine, targetLines } from './targets.ts';
import { readTrend, type Trend } from './trend.ts';

type Cockpit = RouteAnswer<'cockpit.get'>;

export interface ReportContents {
  month: string;
  region: string;
  /** Name by language. */
  name: { 'zh-CN': string; en: string };
  /** ISO date until which it is counted: the end of the month, or the day it was made. */
  day: string;
  /** The month was over when it was made. */
  over: boolean;
  /** Share of the year that was over on that day. */
  elapsed: number;
  /** Epoch ms. */
  madeAt: number;
  /** Null: nobody, it was made on schedule. */
  madeBy: string | null;
  timeZone: string;
  /** Enterprises of a demonstration it counts. */
  demonstration: number;
  targets: readonly TargetLine[];
  trend: Trend;
  totals: Cockpit['totals'];
  pipeline: Cockpit['pipeline'];
  atRisk: readonly ProjectAtRisk[];
  effectCounts: Pick<Cockpit['effects'], 'measured' | 'declared' | 'notMeasurable' | 'notShared'>;
  effects: RouteAnswer<'effects.query'>;
  acts: readonly CertificateAct[];
  /** Districts; null: the report is of one. */
  ranking: {
    workshops: readonly Standing[];
    factories: readonly Standing[];
    districts: Cockpit['districts'];
  } | null;
  coverage: MonthCoverage;
  origins: OriginCounts;
  /** Names of districts by code. */
  names: ReadonlyMap<string, { 'zh-CN': string; en: string }>;
}

export async function gatherContents(
  parts: ReportJobParts,
  { month, region, madeBy }: { month: string; region: string; madeBy: string | null },
): Promise<ReportContents> {
  const { db, regions, figures, clock } = parts;
  const { city, districts } = regions;
  const madeAt = clock();
  const today = dayOf(madeAt, city.timeZone);
  const over = lastDayOf(month) < today;
  const day = over ? lastDayOf(month) : today;
  const whole = region === city.code;
  const codes = whole ? districts.map(({ code }) => code) : [region];
  const caller = bureauCaller(regions, region);
  const consents = await readConsents(db);
  const cockpit = told(await figures.cockpit(region, caller, consents));
  const lines = await targetLines(parts, month, whole ? [region, ...codes] : [region], today);
  const scope = { level: whole ? ('city' as const) : ('district' as const), code: region };
  const named = [city, ...districts].map(({ code, name }) => [code, name] as const);
  const names = new Map(named);
  return {
    month,
    region,
    name: names.get(region) ?? { 'zh-CN': region, en: region },
    day,
    over,
    elapsed: elapsedShare(Number(month.slice(0, 4)), day),
    madeAt,
    madeBy,
    timeZone: city.timeZone,
    demonstration: await countDemonstration(db, codes),
    targets: lines.filter((line) => line.region === region),
    trend: await readTrend(figures.targets, { month, day, codes: new Set(codes) }),
    totals: cockpit.totals,
    pipeline: cockpit.pipeline,
    atRisk: await projectsAtRisk(db, { codes, today, timeZone: city.timeZone }),
    effectCounts: cockpit.effects,
    effects: told(await figures.effects(scope, caller)),
    acts: await certificateActsIn(db, month, codes),
    ranking: whole
      ? {
          workshops: rankedBy(lines, 'digital_workshops', region),
          factories: rankedBy(lines, 'smart_factories', region),
          districts: cockpit.districts,
        }
      : null,
    coverage: await monthCoverage(parts, caller, consents, { month, codes }),
    origins: await countOrigins(db, codes),
    names,
  };
}

/** The bureau asks for what is its own: a refusal is a mistake of ours. */
function told<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`a report could not be gathered: ${outcome.refusal.detail}`);
  return outcome.value;
}
