// Owns the synchronous view of the plant the pipeline reads: machines with everything above them.
import type { Level, Scope } from '@takt/model/plant';
import { type DistrictNames, withoutRegions } from '@takt/model/regions';
import type { MachineView } from '../pipeline/plant-view.ts';
import { type Districts, districtsOf } from './place.ts';
import type { PlantState } from './state.ts';

export interface PlantIndex {
  machines: ReadonlyMap<string, MachineView>;
  bySource: ReadonlyMap<string, MachineView>;
  byScope: ReadonlyMap<string, MachineView[]>;
  districts: Districts;
}

export function buildIndex(state: PlantState, names: DistrictNames = withoutRegions): PlantIndex {
  const machines = new Map<string, MachineView>();
  const bySource = new Map<string, MachineView>();
  const byScope = new Map<string, MachineView[]>();
  for (const code of state.machines.keys()) {
    const view = machineView(state, code, names);
    if (!view) continue;
    machines.set(code, view);
    bySource.set(view.source, view);
    for (const scope of scopesOf(view)) {
      const members = byScope.get(scope);
      if (members) members.push(view);
      else byScope.set(scope, [view]);
    }
  }
  return { machines, bySource, byScope, districts: districtsOf(state, names) };
}

function machineView(state: PlantState, code: string, names: DistrictNames): MachineView | undefined {
  const machine = state.machines.get(code);
  const line = machine && state.lines.get(machine.line);
  const workshop = line && state.workshops.get(line.workshop);
  const site = workshop && state.sites.get(workshop.site);
  if (!site) return undefined;
  return {
    code,
    name: machine.name,
    source: `${site.code}/${code}`,
    line: line.code,
    workshop: workshop.code,
    site: site.code,
    enterprise: site.enterprise,
    district: names.canonical(site.district),
    city: names.cityOf(names.canonical(site.district)),
    timeZone: site.timeZone,
    idealCycleSeconds: machine.idealCycleSeconds,
    outlet: machine.outlet ?? true,
    signalMap: machine.signalMap,
    calendar: workshop.calendar === undefined ? undefined : state.calendars.get(workshop.calendar),
    definitions: state.definitions.get(workshop.code) ?? [],
  };
}

function scopesOf(view: MachineView): string[] {
  const { code, line, workshop, site, enterprise, district, city } = view;
  return [
    `machine:${code}`,
    `line:${line}`,
    `workshop:${workshop}`,
    `site:${site}`,
    `enterprise:${enterprise}`,
    `district:${district}`,
    ...(city === undefined ? [] : [`city:${city}`]),
  ];
}

export function scopeKey(scope: Scope, { canonical }: DistrictNames): string {
  return `${scope.level}:${scope.level === 'district' ? canonical(scope.code) : scope.code}`;
}

/** Display name of a node. A district goes by the name of the regions, or the one it is called by where a site is in it. */
export function nameOf(state: PlantState, { names, all }: Districts, level: Level, code: string): string | undefined {
  if (level === 'city') return names.isCity(code) ? names.nameOf(code) : undefined;
  if (level !== 'district') return state[`${level}s`].get(code)?.name;
  const district = names.canonical(code);
  return names.nameOf(district) ?? (all.has(district) ? district : undefined);
}
