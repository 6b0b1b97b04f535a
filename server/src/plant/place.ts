// Owns where a node of the plant lies: everything above it, and the districts its sites are in.
import type { Place } from '@takt/model/access';
import type { Scope } from '@takt/model/plant';
import type { DistrictNames } from '@takt/model/regions';
import type { PlantState } from './state.ts';

/** Undefined where the node does not exist. A district exists while a site is in it, or where regions are known to hold it. */
export function placeOf(state: PlantState, { level, code }: Scope, districts: Districts): Place | undefined {
  switch (level) {
    case 'city':
      return districts.names.isCity(code) ? { level, code, districts: [], cities: [code] } : undefined;
    case 'district': {
      const district = districts.names.canonical(code);
      const exists = districts.all.has(district) || districts.names.known(district);
      return exists ? { level, code: district, ...districts.lying([district]) } : undefined;
    }
    case 'enterprise':
      if (!state.enterprises.has(code)) return undefined;
      return { level, code, ...districts.lying(districts.ofEnterprise.get(code) ?? []), enterprise: code };
    case 'site': {
      const site = state.sites.get(code);
      if (!site) return undefined;
      const lying = districts.lying([districts.names.canonical(site.district)]);
      return { level, code, ...lying, enterprise: site.enterprise, site: code };
    }
    case 'workshop':
      return below(state, level, code, state.workshops.get(code)?.site, 'site', districts);
    case 'line':
      return below(state, level, code, state.lines.get(code)?.workshop, 'workshop', districts);
    case 'machine':
      return below(state, level, code, state.machines.get(code)?.line, 'line', districts);
  }
}

function below(
  state: PlantState,
  level: 'workshop' | 'line' | 'machine',
  code: string,
  parent: string | undefined,
  parentLevel: 'site' | 'workshop' | 'line',
  districts: Districts,
): Place | undefined {
  const above = parent === undefined ? undefined : placeOf(state, { level: parentLevel, code: parent }, districts);
  return above && { ...above, level, code, [level]: code };
}

/** Code of the enterprise a node lies in. */
export function enterpriseOf(state: PlantState, { level, code }: Scope): string | undefined {
  switch (level) {
    case 'city':
    case 'district':
      return undefined;
    case 'enterprise':
      return code;
    case 'site':
      return state.sites.get(code)?.enterprise;
    case 'workshop':
      return enterpriseIn(state, 'site', state.workshops.get(code)?.site);
    case 'line':
      return enterpriseIn(state, 'workshop', state.lines.get(code)?.workshop);
    case 'machine':
      return enterpriseIn(state, 'line', state.machines.get(code)?.line);
  }
}

function enterpriseIn(state: PlantState, level: Scope['level'], code: string | undefined): string | undefined {
  return code === undefined ? undefined : enterpriseOf(state, { level, code });
}

/** Enterprise of a node that was there and is gone, or another enterprise's now; undefined of all others. */
export function leftBetween(before: PlantState, after: PlantState): (scope: Scope) => string | undefined {
  return (scope) => {
    const enterprise = existingIn(before, scope);
    return enterprise === existingIn(after, scope) ? undefined : enterprise;
  };
}

/** Code of the enterprise of a node that is there. */
function existingIn(state: PlantState, scope: Scope): string | undefined {
  const enterprise = enterpriseOf(state, scope);
  return enterprise !== undefined && state.enterprises.has(enterprise) ? enterprise : undefined;
}

export interface Districts {
  /** Those with a site, by code. */
  all: ReadonlySet<string>;
  ofEnterprise: ReadonlyMap<string, readonly string[]>;
  names: DistrictNames;
  lying(districts: readonly string[]): Pick<Place, 'districts' | 'cities'>;
}

export function districtsOf(state: PlantState, names: DistrictNames): Districts {
  const ofEnterprise = new Map<string, string[]>();
  for (const { enterprise, district } of state.sites.values()) {
    const code = names.canonical(district);
    const known = ofEnterprise.get(enterprise);
    if (!known) ofEnterprise.set(enterprise, [code]);
    else if (!known.includes(code)) known.push(code);
  }
  return {
    all: new Set([...state.sites.values()].map((site) => names.canonical(site.district))),
    ofEnterprise,
    names,
    lying: (districts) => ({
      districts,
      cities: [...new Set(districts.map((code) => names.cityOf(code) ?? `outside:${code}`))],
    }),
  };
}
