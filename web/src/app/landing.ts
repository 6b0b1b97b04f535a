// Owns where somebody starts: officers in the cockpit, those whose roles are over one workshop alone in that.
import type { Me } from '@takt/model/api';
import { below, type PlantNode } from '../plant/index.ts';
import { splitScope } from '../session/index.ts';

/** The one workshop such an account sees; undefined: it starts with the overview. */
export function landingOf(grants: Me['grants'], roots: readonly PlantNode[]): PlantNode | undefined {
  if (!grants.every(({ scope }) => ['workshop', 'line'].includes(splitScope(scope).level))) return undefined;
  const workshops = roots.flatMap((root) => below(root, 'workshop'));
  return workshops.length === 1 ? workshops[0] : undefined;
}

/** Whether all somebody is, is an officer of a city or a district. */
export function startsInCockpit(grants: Me['grants']): boolean {
  return grants.length > 0 && grants.every(({ role }) => role === 'city_officer' || role === 'district_officer');
}
