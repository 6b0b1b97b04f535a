// Owns the figures of plans as they stand: achieved, under way, forecast; kept for a short while, since many ask for the same.

import { setImmediate as turn } from 'node:timers/promises';
import type { Regions } from '@takt/model/regions';
import {
  type Amount,
  type Completions,
  type Counts,
  countedUntil,
  countOn,
  dayOf,
  daysBetween,
  type Forecast,
  figureOf,
  forecastOf,
  isShare,
  simulate,
  sumOf,
  type TargetIndicator,
} from '@takt/model/targets';
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';
import { remember } from '../platform/remember.ts';
import { readHoldings, readKeyProcesses } from './holdings.ts';
import { readWays } from './under-way.ts';
import type { Ways } from './way.ts';

export interface FigureParts {
  db: Kysely<Schema>;
  regions: Regions;
  clock: () => number;
}

export interface Figure {
  /** A count, or a fraction of one; null: a share of nothing. */
  achieved: number | null;
  /** Null: of a year that is not the present one. */
  pipeline: number | null;
  forecast: Forecast;
}

export interface TargetFigures {
  /** Of a year, as of today or its last day. `region`: a district, or the city for the sum of all. */
  of(year: number): Promise<YearFigures>;
  /** How much counted at the end of each day, ascending, by indicator and region; shares only as they are now. */
  countsOn(days: readonly string[]): Promise<Counts>;
}

export interface YearFigures {
  /** ISO date until which it is counted. */
  day: string;
  figure(region: string, indicator: TargetIndicator): Figure;
}

/** A list that was just changed should show it; durations and equipment change slowly. */
const holdingsLife = { lifeMs: 10_000, staleMs: 60_000 };
const waysLife = { lifeMs: 600_000, staleMs: 7_200_000 };
const none: Forecast = { kind: 'none' };

export function createTargetFigures({ db, regions, clock }: FigureParts): TargetFigures {
  const { timeZone, code: city } = regions.city;
  const holdings = remember<'all', Awaited<ReturnType<typeof readHoldings>>>(holdingsLife, clock, () =>
    readHoldings(db, timeZone),
  );
  const keyProcesses = remember<'all', Map<string, Amount>>(waysLife, clock, () => readKeyProcesses(db));
  const ways = remember<'all', Ways>(waysLife, clock, () => readWays(db, timeZone, clock()));
  const completions = remember<string, Map<TargetIndicator, Completions>>(waysLife, clock, async (day) =>
    simulateAll(await ways('all'), day),
  );

  async function of(year: number): Promise<YearFigures> {
    const today = dayOf(clock(), timeZone);
    const day = countedUntil(year, today);
    const present = today.startsWith(`${year}-`);
    const last = `${year}-12-31`;
    const counts = countOn(await holdings('all'), day === last ? [day] : [day, last]);
    const shares = await keyProcesses('all');
    const underWay = present ? countUnderWay(await ways('all')) : undefined;
    const coming = present ? await completions(day) : undefined;
    const countAt = (region: string, indicator: TargetIndicator, index: number) => {
      const byRegion = counts.get(indicator);
      if (region !== city) return byRegion?.get(region)?.[index] ?? 0;
      return [...(byRegion?.values() ?? [])].reduce((sum, held) => sum + (held[index] ?? 0), 0);
    };
    return {
      day,
      figure(region, indicator) {
        if (isShare(indicator)) {
          const amount = region === city ? sumOf(shares.values()) : shares.get(region);
          return { achieved: amount ? figureOf(amount) : null, pipeline: null, forecast: none };
        }
        const achieved = countAt(region, indicator, 0);
        if (!present) return { achieved, pipeline: null, forecast: none };
        const pipeline = underWay?.get(indicator)?.get(region === city ? '' : region) ?? 0;
        const held = day === last ? achieved : countAt(region, indicator, 1);
        return {
          achieved,
          pipeline,
          forecast: forecastFor(coming?.get(indicator), region === city ? '' : region, held),
        };
      },
    };
  }
  return { of, countsOn: async (days) => countOn(await holdings('all'), days) };
}

function forecastFor(completions: Completions | undefined, region: string, held: number): Forecast {
  if (!completions) return none;
  if (completions.kind === 'few') return completions;
  return forecastOf(held, region === '' ? completions.all : completions.byRegion.get(region));
}

/** By region, and of all under the empty text. */
function countUnderWay(ways: Ways): Map<TargetIndicator, Map<string, number>> {
  const counts = new Map<TargetIndicator, Map<string, number>>();
  for (const [indicator, { underWay }] of ways) {
    const byRegion = new Map([['', underWay.length]]);
    for (const { region } of underWay) byRegion.set(region, (byRegion.get(region) ?? 0) + 1);
    counts.set(indicator, byRegion);
  }
  return counts;
}

const runsAtOnce = 10;

/** Other work has its turn between a few runs. The seed is the day: what is shown does not flicker. */
async function simulateAll(ways: Ways, day: string): Promise<Map<TargetIndicator, Completions>> {
  const seed = daysBetween('2020-01-01', day);
  const daysLeft = daysBetween(day, `${day.slice(0, 4)}-12-31`);
  const all = new Map<TargetIndicator, Completions>();
  for (const [indicator, way] of ways) {
    const simulation = simulate({ ...way, daysLeft, seed });
    for (let run = 1; ; run++) {
      const step = simulation.next();
      if (step.done) {
        all.set(indicator, step.value);
        break;
      }
      if (run % runsAtOnce === 0) await turn();
    }
  }
  return all;
}
