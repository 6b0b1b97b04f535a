// Owns where somebody starts whose roles are over workshops or lines alone.
import type { Me } from '@takt/model/api';
import { below, type PlantNode } from '../plant/index.ts';
import { splitScope } from '../session/index.ts';

/** The one workshop such an account sees; undefined: it starts with the overview. */
export function landingOf(grants: Me['grants'], roots: readonly PlantNode[]): PlantNode | undefined {
  if (!grants.every(({ scope }) => ['workshop', 'line'].includes(splitScope(scope).level))) return undefined;
  const workshops = roots.flatMap((root) => below(root, 'workshop'));
  return workshops.length === 1 ? workshops[0] : undefined;
}
