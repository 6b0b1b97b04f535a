// Owns how much of the time data covers, over the enterprises of a region that agreed to be counted.
import { suppressionRules } from '@takt/model/aggregates';
import { startOfDay } from '@takt/model/calendar';
import { addFacts, coverage, emptyFacts } from '@takt/model/facts';
import type { PlantView } from '../pipeline/plant-view.ts';
import { remember } from '../platform/remember.ts';
import type { TelemetryStore } from '../platform/telemetry-store/port.ts';

export interface Coverage {
  /** Fraction of one; null: no data, or of too few enterprises to be told. */
  coverage: number | null;
  enterprises: number;
  least: number;
}

export interface CoverageParts {
  plant: Pick<PlantView, 'within'>;
  store: Pick<TelemetryStore, 'sumFacts'>;
  timeZone: string;
  clock: () => number;
}

export interface Counted {
  /** Codes of the plant's enterprises that count. */
  enterprises: readonly string[];
  districts: ReadonlySet<string>;
  /** Few enterprises are told of, too: whoever runs the installation sees all. */
  everything: boolean;
}

const life = { lifeMs: 600_000, staleMs: 3_600_000 };
const dayMs = 86_400_000;
const days = 7;

export function createCoverage({
  plant,
  store,
  timeZone,
  clock,
}: CoverageParts): (counted: Counted) => Promise<Coverage> {
  const asked = new Map<string, Counted>();
  const known = remember<string, Coverage>(life, clock, async (key) => {
    const counted = asked.get(key);
    asked.delete(key);
    return counted ? measure(counted) : { coverage: null, enterprises: 0, least: suppressionRules.least };
  });

  async function measure({ enterprises, districts, everything }: Counted): Promise<Coverage> {
    const machines = enterprises
      .flatMap((code) => plant.within({ level: 'enterprise', code }))
      .filter(({ district }) => districts.has(district));
    const of = new Set(machines.map(({ enterprise }) => enterprise)).size;
    const { least } = suppressionRules;
    if (machines.length === 0 || (!everything && of < least)) return { coverage: null, enterprises: of, least };
    const to = startOfDay(clock(), timeZone);
    const query = { machines: machines.map(({ code }) => code), grain: 'day' as const, from: to - days * dayMs, to };
    const sums = await store.sumFacts(query);
    const facts = sums.reduce((total, row) => addFacts(total, row), emptyFacts());
    return { coverage: coverage(facts), enterprises: of, least };
  }

  return (counted) => {
    const key = `${counted.everything} ${[...counted.districts].join(',')} ${counted.enterprises.toSorted().join(',')}`;
    asked.set(key, counted);
    return known(key).finally(() => asked.delete(key));
  };
}
