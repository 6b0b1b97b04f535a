// Owns which roles somebody may give where, by the server's own rule, over the plant as this client knows it.
import { type Grant, mayGrant, type Place, policy, type Role } from '@takt/model/access';
import type { Scope } from '@takt/model/plant';
import { type PlantNode, wayTo } from '../../plant/index.ts';

export interface KnownPlant {
  roots: readonly PlantNode[];
  find(level: string, code: string): PlantNode | undefined;
  /** Of the sites a node holds or lies in. */
  districtsOf(node: PlantNode): readonly string[];
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
    if (level === 'district')
      return districtsIn(plant).includes(code) ? { level, code, districts: [code], cities: [] } : undefined;
    const node = plant.find(level, code);
    if (!node) return undefined;
    const above = Object.fromEntries(wayTo(node).map((one) => [one.level, one.code]));
    return { ...above, level, code, districts: [...new Set(plant.districtsOf(node))], cities: [] };
  };
}

export function districtsIn(plant: KnownPlant): string[] {
  return [...new Set(plant.roots.flatMap((root) => plant.districtsOf(root)))].sort();
}

/** Where somebody with these grants may give the role, in the order of the tree. `everywhere`: what the whole installation is called. */
export function placesFor(role: Role, granter: readonly Grant[], plant: KnownPlant, everywhere: string): PlaceChoice[] {
  const placeOf = placeIn(plant);
  const may = (scope: Grant['scope']) => mayGrant(granter, { role, scope }, placeOf);
  const whole: PlaceChoice = { scope: 'platform', level: 'platform', name: everywhere, group: '' };
  const districts = policy[role].over.includes('district') ? districtsIn(plant) : [];
  return [
    ...(may({ level: 'platform' }) ? [whole] : []),
    ...districts
      .filter((code) => may({ level: 'district', code }))
      .map((code): PlaceChoice => ({ scope: `district:${code}`, level: 'district', name: code, group: '' })),
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
