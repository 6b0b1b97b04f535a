// Owns where a node of the plant lies: everything above it, and the districts its sites are in.
import type { Place } from '@takt/model/access';
import type { Scope } from '@takt/model/plant';
import type { PlantState } from './state.ts';

/** Undefined where the node does not exist. A district exists while a site is in it. */
export function placeOf(state: PlantState, { level, code }: Scope, districts: Districts): Place | undefined {
  switch (level) {
    case 'district':
      return districts.all.has(code) ? { level, code, districts: [code] } : undefined;
    case 'enterprise':
      if (!state.enterprises.has(code)) return undefined;
      return { level, code, districts: districts.ofEnterprise.get(code) ?? [], enterprise: code };
    case 'site': {
      const site = state.sites.get(code);
      return site && { level, code, districts: [site.district], enterprise: site.enterprise, site: code };
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
  all: ReadonlySet<string>;
  ofEnterprise: ReadonlyMap<string, readonly string[]>;
}

export function districtsOf(state: PlantState): Districts {
  const ofEnterprise = new Map<string, string[]>();
  for (const { enterprise, district } of state.sites.values()) {
    const known = ofEnterprise.get(enterprise);
    if (!known) ofEnterprise.set(enterprise, [district]);
    else if (!known.includes(district)) known.push(district);
  }
  return { all: new Set([...state.sites.values()].map((site) => site.district)), ofEnterprise };
}
