// Owns the plant of the chaos suite: four sites of ten machines, such that facts of every kind come about.
import type { SignalMap } from '@takt/model/signals';

export const sites = ['c1', 'c2', 'c3', 'c4'] as const;
export type Site = (typeof sites)[number];

const machinesPerSite = 10;

export function machinesOf(site: Site): string[] {
  return Array.from({ length: machinesPerSite }, (_, index) => `${site}-m${index}`);
}

export const machines: readonly string[] = sites.flatMap(machinesOf);

/** Speaks JSON and keeps nothing; only where a fault has it speak. */
export const plainDevice = { site: 'c1', machine: 'plain' } as const;

/** Machines of this site go by names, units and states of their own. */
export const foreignSite: Site = 'c2';
export const foreignNames = { state: 'Status', energy_kwh: 'Wh' } as const;
export const foreignStates: Readonly<Record<string, string>> = { producing: 'EXECUTE', down: 'HELD', idle: 'IDLE' };

const foreignMap: SignalMap = {
  Status: {
    signal: 'state',
    values: Object.fromEntries(Object.entries(foreignStates).map(([state, name]) => [name, state])),
  },
  Wh: { signal: 'energy_kwh', scale: 0.001 },
};

/** Shifts of 100 minutes with 20 between them and a break inside, so that a load of few hours meets all three. */
const shifts = Array.from({ length: 12 }, (_, index) => {
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const start = index * 120;
  return {
    code: `shift-${index}`,
    name: `Shift ${index}`,
    start: clock(start),
    end: clock(start + 100),
    breaks: [{ start: clock(start + 40), end: clock(start + 52) }],
  };
});

/** For `PUT /api/v1/plant`. Two sites work in shifts, two around the clock; every third machine is in the middle of its line. */
export const plant = {
  calendars: { short: { name: 'Short shifts', shifts } },
  enterprises: { chaos: { name: 'Chaos' } },
  sites: forEachSite((site, index) => [
    site,
    {
      enterprise: 'chaos',
      name: site,
      district: 'd',
      sector: 'C36',
      timeZone: index % 2 === 0 ? 'Asia/Shanghai' : 'Europe/Berlin',
    },
  ]),
  workshops: forEachSite((site, index) => [
    `${site}-w`,
    { site, name: site, ...(index < 2 ? { calendar: 'short' } : {}) },
  ]),
  lines: forEachSite((site) => [`${site}-l`, { workshop: `${site}-w`, name: site }]),
  machines: {
    [plainDevice.machine]: { line: `${plainDevice.site}-l`, name: 'Plain', idealCycleSeconds: 1 },
    ...Object.fromEntries(
      sites.flatMap((site) =>
        machinesOf(site).map((code, index) => [
          code,
          {
            line: `${site}-l`,
            name: code,
            idealCycleSeconds: 3 + 0.7 * index,
            outlet: index % 3 !== 0,
            ...(site === foreignSite ? { signalMap: foreignMap } : {}),
          },
        ]),
      ),
    ),
  },
};

/** For `POST /api/v1/workshops/{code}/definitions`: one workshop is counted otherwise than by default. */
export const definition = {
  workshop: 'c3-w',
  terms: { microStopSeconds: 120, stalenessSeconds: 300, setup: 'planned', plannedStop: 'loss' },
} as const;

function forEachSite<T>(make: (site: Site, index: number) => [string, T]): Record<string, T> {
  return Object.fromEntries(sites.map(make));
}
