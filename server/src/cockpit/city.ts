// Owns the figures of the whole city by district, counted together: every cockpit is a part of them.
import { setImmediate as turn } from 'node:timers/promises';
import type { RouteAnswer } from '@takt/model/api';
import type { Regions } from '@takt/model/regions';
import { addMonths, type Counts, dayOf, lastDayOf, monthOf, monthsOf } from '@takt/model/targets';
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';
import { remember } from '../platform/remember.ts';
import { type CertificateRisks, countBySector, countCertificateRisks } from './certificates.ts';
import { type EffectRow, readEffects } from './effects.ts';
import { countProjects, type ProjectCount } from './projects.ts';
import { countEnterprises, countWorkshops, type EnterpriseCount, type WorkshopCount } from './registry.ts';

type Target = RouteAnswer<'targets.list'>['rows'][number];

/** What targets tell of themselves. */
export interface TargetsPort {
  list(year: number): Promise<readonly Target[]>;
  countsOn(days: readonly string[]): Promise<Counts>;
}

export interface CityFigures {
  countedAt: number;
  /** ISO date in the city. */
  today: string;
  enterprises: readonly EnterpriseCount[];
  workshops: readonly WorkshopCount[];
  projects: readonly ProjectCount[];
  certificates: ReadonlyMap<string, CertificateRisks>;
  bySector: Awaited<ReturnType<typeof countBySector>>;
  effects: readonly EffectRow[];
  targets: readonly Target[];
  trend: Trend;
}

export interface Trend {
  counts: Counts;
  /** How many of the days are of last year; the others are of this one. */
  lastYear: number;
}

/** A screen that asks every minute waits for nothing and is at most two minutes behind. */
const life = { lifeMs: 20_000, staleMs: 120_000 };

export interface CityParts {
  db: Kysely<Schema>;
  regions: Regions;
  targets: TargetsPort;
  clock: () => number;
}

export function createCityFigures({ db, regions, targets, clock }: CityParts): () => Promise<CityFigures> {
  const figures = remember<'city', CityFigures>(life, clock, async () => {
    const countedAt = clock();
    const today = dayOf(countedAt, regions.city.timeZone);
    const inTurn = async <T>(work: Promise<T>) => {
      const done = await work;
      // The embedded database answers at once: others have their turn between.
      await turn();
      return done;
    };
    return {
      countedAt,
      today,
      enterprises: await inTurn(countEnterprises(db)),
      workshops: await inTurn(countWorkshops(db)),
      projects: await inTurn(countProjects(db, today)),
      certificates: await inTurn(countCertificateRisks(db, today)),
      bySector: await inTurn(countBySector(db)),
      effects: await inTurn(readEffects(db)),
      targets: await inTurn(targets.list(Number(today.slice(0, 4)))),
      trend: await readTrend(targets, today),
    };
  });
  return () => figures('city');
}

/** Ends of the months of last year, and of this one so far: of the present month, today. */
async function readTrend(targets: TargetsPort, today: string): Promise<Trend> {
  const year = Number(today.slice(0, 4));
  const lastYear = monthsOf(year - 1).map(lastDayOf);
  const present = monthOf(today);
  const thisYear: string[] = [];
  for (let month = `${year}-01`; month < present; month = addMonths(month, 1)) thisYear.push(lastDayOf(month));
  const counts = await targets.countsOn([...lastYear, ...thisYear, today]);
  return { counts, lastYear: lastYear.length };
}
