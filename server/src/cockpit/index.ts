// Public surface of cockpits: what a bureau sees of its district, or of its city, at a glance.
import { agreedToBeCounted, type Consent, type Place } from '@takt/model/access';
import type { RouteAnswer } from '@takt/model/api';
import type { Scope } from '@takt/model/plant';
import type { Sectors } from '@takt/model/registry';
import type { PlantView } from '../pipeline/plant-view.ts';
import { regionsSeen } from '../plant/region-sight.ts';
import type { Caller } from '../platform/caller.ts';
import type { Handlers } from '../platform/http/index.ts';
import { done, refuse } from '../platform/outcome.ts';
import { remember } from '../platform/remember.ts';
import type { TelemetryStore } from '../platform/telemetry-store/port.ts';
import { districtsOf, indicatorsOf, pipelineOf, riskCountsOf, sectorsOf, totalsOf } from './answer.ts';
import { type CityFigures, type CityParts, createCityFigures } from './city.ts';
import { createCoverage } from './coverage.ts';
import { effectsOf } from './effects.ts';
import { newlyRecognised, type Risk, topRisks } from './lists.ts';

export interface CockpitParts extends CityParts {
  store: TelemetryStore;
  plant: PlantView & { placeOf(scope: Scope): Place | undefined };
  sectors: Sectors;
  consents(): Iterable<Consent>;
}

const listsLife = { lifeMs: 20_000, staleMs: 120_000 };
const mostBehind = 5;

export function cockpitRoutes(parts: CockpitParts): Handlers<'cockpit.get'> {
  const { db, regions, plant, store, sectors, clock } = parts;
  const { code: city, timeZone } = regions.city;
  const every = regions.districts.map(({ code }) => code);
  const figuresOf = createCityFigures(parts);
  const coverageOf = createCoverage({ plant, store, timeZone, clock });
  const listsOf = remember<string, Awaited<ReturnType<typeof readLists>>>(listsLife, clock, readLists);

  async function readLists(region: string) {
    const { today } = await figuresOf();
    const list = { db, timeZone, today, district: region === city ? undefined : region };
    return { newly: await newlyRecognised(list), risks: await topRisks(list) };
  }

  async function answer(region: string, seen: ReturnType<typeof regionsSeen>, caller: Caller): Promise<Cockpit> {
    const figures = await figuresOf();
    const codes = new Set(region === city ? every : [region]);
    const counted = countedBy(parts, caller, codes);
    const behind = targetsBehind(figures, region, codes, city);
    const { newly, risks } = await listsOf(region);
    const effects = figures.effects.filter(({ district }) => codes.has(district));
    return {
      region,
      city,
      regions: [...(seen.city ? [city] : []), ...seen.districts],
      day: figures.today,
      countedAt: figures.countedAt,
      totals: totalsOf(figures, codes),
      indicators: indicatorsOf(figures, region, city),
      districts: districtsOf(figures, seen.districts),
      pipeline: pipelineOf(figures, codes),
      effects: effectsOf(effects, counted),
      sectors: sectorsOf(figures, codes, sectors),
      newly,
      risks: {
        counts: riskCountsOf(figures, codes, behind.length),
        top: [...risks, ...behind.slice(0, mostBehind)],
      },
      data: await coverageOf({
        enterprises: counted === null ? enterprisesOf(plant) : [...counted],
        districts: codes,
        everything: counted === null,
      }),
    };
  }

  return {
    async 'cockpit.get'({ query, caller }) {
      const seen = regionsSeen(regions, caller, 'cockpit.read');
      const region = query.region ?? (seen.city ? city : seen.districts[0]);
      if (region === undefined) return refuse('not_found', 'there is no region of yours');
      if (region === city ? !seen.city : !seen.districts.includes(region))
        return refuse('not_found', `there is no region "${region}"`);
      return done(await answer(region, seen, caller));
    },
  };
}

type Cockpit = RouteAnswer<'cockpit.get'>;

/** Enterprises that agreed to be counted in what the caller is told; null: the caller sees everything anyway. */
function countedBy({ plant, consents, clock }: CockpitParts, caller: Caller, districts: ReadonlySet<string>) {
  if (caller.mayEverywhere('kpi.read')) return null;
  const counted = new Set<string>();
  const known = [...consents()];
  for (const code of districts) {
    const place = plant.placeOf({ level: 'district', code });
    if (!place) continue;
    for (const enterprise of agreedToBeCounted(caller.grants, place, known, clock())) counted.add(enterprise);
  }
  return counted;
}

function enterprisesOf(plant: PlantView): string[] {
  return [...new Set(plant.all().map(({ enterprise }) => enterprise))];
}

function targetsBehind({ targets }: CityFigures, region: string, codes: ReadonlySet<string>, city: string): Risk[] {
  return targets
    .filter((one) => one.standing === 'behind' && (one.region === region || (region === city && codes.has(one.region))))
    .map(({ indicator, region: of }) => ({
      kind: 'target_behind',
      id: indicator,
      name: indicator,
      enterprise: null,
      district: of,
      day: null,
    }));
}
