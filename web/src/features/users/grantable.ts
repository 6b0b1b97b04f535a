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

/** A place in the order and depth of the tree; one that may not be picked is there for those below it. */
export interface PlaceChoice {
  scope: string;
  level: Grant['scope']['level'];
  name: string;
  depth: number;
  usable: boolean;
}

export function placeIn(plant: KnownPlant): (scope: Scope) => Place | undefined {
  return ({ level, code }) => {
    if (level === 'district') return districtsIn(plant).includes(code) ? { level, code, districts: [code] } : undefined;
    const node = plant.find(level, code);
    if (!node) return undefined;
    const above = Object.fromEntries(wayTo(node).map((one) => [one.level, one.code]));
    return { ...above, level, code, districts: [...new Set(plant.districtsOf(node))] };
  };
}

export function districtsIn(plant: KnownPlant): string[] {
  return [...new Set(plant.roots.flatMap((root) => plant.districtsOf(root)))].sort();
}

/** Where somebody with these grants may give the role; nothing usable: nowhere. `everywhere` is what the whole installation is called. */
export function placesFor(role: Role, granter: readonly Grant[], plant: KnownPlant, everywhere: string): PlaceChoice[] {
  const { over } = policy[role];
  const placeOf = placeIn(plant);
  const may = (scope: Grant['scope']) => mayGrant(granter, { role, scope }, placeOf);
  const choices: PlaceChoice[] = [];
  if (may({ level: 'platform' }))
    choices.push({ scope: 'platform', level: 'platform', name: everywhere, depth: 0, usable: true });
  for (const code of over.includes('district') ? districtsIn(plant) : []) {
    const scope = { level: 'district', code } as const;
    if (may(scope)) choices.push({ scope: `district:${code}`, level: 'district', name: code, depth: 0, usable: true });
  }
  return [...choices, ...plant.roots.flatMap((root) => walk(root, 0, may))];
}

function walk(node: PlantNode, depth: number, may: (scope: Grant['scope']) => boolean): PlaceChoice[] {
  if (node.level === 'machine') return [];
  const { level, code, scope, name } = node;
  const usable = may({ level, code });
  const below = node.children.flatMap((child) => walk(child, depth + 1, may));
  return usable || below.length > 0 ? [{ scope, level, name, depth, usable }, ...below] : [];
}
