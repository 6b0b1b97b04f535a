// Owns which roles somebody may give where, by the server's own rule, over the plant as this client knows it.
import { type Grant, mayGrant, type Place, policy, type Role } from '@takt/model/access';
import type { Scope } from '@takt/model/plant';
import { type PlantNode, wayTo } from '../../plant/index.ts';

export interface KnownPlant {
  roots: readonly PlantNode[];
  find(level: string, code: string): PlantNode | undefined;
  /** Codes of those of the sites a node holds or lies in. */
  districtsOf(node: PlantNode): readonly string[];
  /** The city and its districts; undefined: not known. */
  city: Region | undefined;
  districts: readonly Region[];
}

interface Region {
  code: string;
  name: string;
}

/** A place as it is offered; `group`: what it lies in, down to its site. */
export interface PlaceChoice {
  scope: string;
  level: Grant['scope']['level'];
  name: string;
  group: string;
}

const separator = ' / ';

export function placeIn(plant: KnownPlant): (scope: Scope) => Place | undefined {
  return ({ level, code }) => {
    if (level === 'city') return plant.city?.code === code ? { level, code, districts: [], cities: [code] } : undefined;
    if (level === 'district')
      return districtsIn(plant).some((one) => one.code === code) ? { level, code, ...lying(plant, [code]) } : undefined;
    const node = plant.find(level, code);
    if (!node) return undefined;
    const above = Object.fromEntries(wayTo(node).map((one) => [one.level, one.code]));
    return { ...above, level, code, ...lying(plant, [...new Set(plant.districtsOf(node))]) };
  };
}

function lying({ city, districts: known }: KnownPlant, districts: readonly string[]) {
  const cityOf = (code: string) => (city && known.some((one) => one.code === code) ? city.code : `outside:${code}`);
  return { districts, cities: [...new Set(districts.map(cityOf))] };
}

/** Those of the city, and those of sites that lie in none of them. */
function districtsIn(plant: KnownPlant): readonly Region[] {
  const known = new Set(plant.districts.map(({ code }) => code));
  const others = new Set(plant.roots.flatMap((root) => plant.districtsOf(root)).filter((code) => !known.has(code)));
  return [...plant.districts, ...[...others].sort().map((code) => ({ code, name: code }))];
}

/** Where somebody with these grants may give the role, in the order of the tree. `everywhere`: what the whole installation is called. */
export function placesFor(role: Role, granter: readonly Grant[], plant: KnownPlant, everywhere: string): PlaceChoice[] {
  const placeOf = placeIn(plant);
  const may = (scope: Grant['scope']) => mayGrant(granter, { role, scope }, placeOf);
  const whole: PlaceChoice = { scope: 'platform', level: 'platform', name: everywhere, group: '' };
  const over = (level: Grant['scope']['level'], regions: readonly Region[]) =>
    (policy[role].over.includes(level) ? regions : []).flatMap(({ code, name }): PlaceChoice[] => {
      const scope = { level, code } as Grant['scope'];
      return may(scope) ? [{ scope: `${level}:${code}`, level, name, group: '' }] : [];
    });
  return [
    ...(may({ level: 'platform' }) ? [whole] : []),
    ...over('city', plant.city ? [plant.city] : []),
    ...over('district', districtsIn(plant)),
    ...plant.roots.flatMap((root) => placesAt(root, may)),
  ];
}

function placesAt(node: PlantNode, may: (scope: Grant['scope']) => boolean): PlaceChoice[] {
  if (node.level === 'machine') return [];
  const { level, code, scope } = node;
  const below = node.children.flatMap((child) => placesAt(child, may));
  if (!may({ level, code })) return below;
  const way = wayTo(node);
  const inGroup = way.slice(0, Math.min(2, way.length - 1));
  const rest = way.slice(inGroup.length);
  const say = (nodes: readonly PlantNode[]) => nodes.map(({ name }) => name).join(separator);
  return [{ scope, level, name: say(rest), group: say(inGroup) }, ...below];
}
