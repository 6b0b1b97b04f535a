// Public surface of targets: plans of a year, what became of them, and the months that are frozen.

import type { RouteAnswer } from '@takt/model/api';
import { localParts } from '@takt/model/calendar';
import {
  dayOf,
  elapsedShare,
  rankRegions,
  standingOf,
  type TargetIndicator,
  targetIndicators,
} from '@takt/model/targets';
import { regionsSeen, seesRegion } from '../plant/region-sight.ts';
import type { Handlers } from '../platform/http/index.ts';
import { done, refuse } from '../platform/outcome.ts';
import type { Queue } from '../platform/queue/port.ts';
import { correctMonths } from './corrections.ts';
import type { FigureParts, TargetFigures } from './figures.ts';
import { listMonths } from './month-list.ts';
import { freezeMonths } from './months.ts';
import { type PlanParts, planKey, readPlans, setPlans } from './plans.ts';

export { correctMonths } from './corrections.ts';
export { createTargetFigures, type TargetFigures } from './figures.ts';
export { freezeMonths } from './months.ts';

type TargetRoute = 'targets.list' | 'targets.set' | 'targets.months';
type Target = RouteAnswer<'targets.list'>['rows'][number];

export interface TargetParts extends PlanParts {
  figures: TargetFigures;
}

export function targetRoutes(parts: TargetParts): Handlers<TargetRoute> {
  const { regions, db, clock } = parts;
  const { city } = regions;
  return {
    async 'targets.list'({ query, caller }) {
      const year = query.year ?? Number(dayOf(clock(), city.timeZone).slice(0, 4));
      const seen = regionsSeen(regions, caller, 'targets.read');
      const { day, elapsed, rows } = await listTargets(parts, year, seen.districts, seen.city);
      const maySet = caller.may('targets.write', { level: 'city', code: city.code });
      return done({ year, day, elapsed, city: city.code, maySet, rows });
    },
    async 'targets.set'({ body, caller }) {
      if (!caller.may('targets.write', { level: 'city', code: city.code }))
        return refuse('forbidden', 'plans are set by the city');
      return setPlans(parts, caller, body);
    },
    async 'targets.months'({ query: { year, region }, caller }) {
      if (!seesRegion(regions, regionsSeen(regions, caller, 'targets.read'), region))
        return refuse('not_found', `there is no region "${region}"`);
      return done(await listMonths(db, year, region));
    },
  };
}

/** Every indicator of every district asked for, and of the city where it is seen. */
export async function listTargets(
  { db, regions, figures }: TargetParts,
  year: number,
  districts: readonly string[],
  withCity: boolean,
): Promise<{ day: string; elapsed: number; rows: Target[] }> {
  const plans = await readPlans(db, year);
  const { day, figure } = await figures.of(year);
  const elapsed = elapsedShare(year, day);
  const { code: city } = regions.city;
  const all = regions.districts.map(({ code }) => code);
  const planOf = (region: string, indicator: TargetIndicator) => plans.get(planKey({ region, indicator }));
  const planned = (indicator: TargetIndicator) => all.flatMap((code) => planOf(code, indicator)?.plan ?? []);
  const targetOf = (region: string, indicator: TargetIndicator): Target => {
    const set = planOf(region, indicator);
    const plan = set?.plan ?? null;
    const known = figure(region, indicator);
    const { achieved, forecast } = known;
    const ofDistricts = region === city ? planned(indicator) : [];
    return {
      region,
      indicator,
      plan,
      planOfDistricts:
        ofDistricts.length === 0 || indicator === 'key_process_nc_rate' ? null : ofDistricts.reduce((a, b) => a + b),
      revision: set?.revision ?? 0,
      setAt: set?.set_at ?? null,
      setBy: set?.set_by_name ?? null,
      ...known,
      standing: standingOf({ plan, achieved, forecast, elapsed }),
      rank: null,
    };
  };
  const rows = targetIndicators.flatMap((indicator) => [
    ...(withCity ? [targetOf(city, indicator)] : []),
    ...rankRegions(districts.map((code) => targetOf(code, indicator))).map(({ share: _, ...row }) => row),
  ]);
  return { day, elapsed, rows };
}

const lookEveryMs = 120_000;
const compareEveryMs = 3_600_000;
/** Hours of the city's night in which months are compared: of a day's work together. */
const night = { from: 1, to: 5 };

/** Months are frozen minutes after they are over, or once somebody is there again to do so; corrections are written at night. */
export function keepMonths(queue: Queue, parts: FigureParts & { figures: TargetFigures }): void {
  queue.every('target-months', lookEveryMs, async () => void (await freezeMonths(parts)));
  queue.every('target-corrections', compareEveryMs, async () => {
    const { hour } = localParts(parts.clock(), parts.regions.city.timeZone);
    if (hour >= night.from && hour < night.to) await correctMonths(parts);
  });
}
