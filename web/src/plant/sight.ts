// Owns what of the plant may be asked about: decided by the rules of the server, from roles, what enterprises agreed to, and the plant.
import { type Bureau, type Consent, decide, type Grant, type GrantScope, type Permission } from '@takt/model/access';
import type { Me, RouteResult } from '@takt/model/api';
import { splitScope } from '../session/index.ts';
import { type PlantNode, wayTo } from './tree.ts';

export type GivenConsent = Pick<
  RouteResult<'consents.list'>[number],
  'id' | 'enterprise' | 'bureau' | 'groups' | 'state'
>;
type Grants = Me['grants'];

/** Whether something may be seen by consent alone: then consents have to be known. */
export function asksConsent(grants: Grants): boolean {
  return grants.some(({ role, scope }) => role !== 'platform_admin' && /^(platform$|city:|district:)/.test(scope));
}

/** Permission that KPIs of a node need, as the routes declare it. */
export function figuresOf({ level }: Pick<PlantNode, 'level'>): Permission {
  return level === 'line' || level === 'machine' ? 'machine_kpi.read' : 'kpi.read';
}

/** `lying`: districts of the sites the node holds or lies in, and the cities of those. */
export function mayAt(
  { grants, consents }: { grants: Grants; consents: readonly GivenConsent[] },
  permission: Permission,
  node: PlantNode,
  lying: { districts: readonly string[]; cities: readonly string[] },
): boolean {
  const codes = Object.fromEntries(wayTo(node).map(({ level, code }) => [level, code]));
  const standing = {
    grants: grants.map(({ role, scope }): Grant => ({ role, scope: readScope(scope) })),
    consentsOf: (enterprise: string) => consents.filter((one) => one.enterprise === enterprise).flatMap(inForce),
    placeOf: () => undefined,
    now: 0,
  };
  return decide(standing, permission, { ...codes, level: node.level, code: node.code, ...lying }).allowed;
}

/** The server's word that it is in force counts: clocks differ. */
function inForce({ state, bureau, ...consent }: GivenConsent): Consent[] {
  if (state !== 'in_force') return [];
  const forever = { from: 0, until: Number.POSITIVE_INFINITY, withdrawnAt: null, purpose: '' };
  return [{ ...consent, ...forever, bureau: readScope(bureau) as Bureau }];
}

function readScope(text: string): GrantScope {
  const { level, code } = splitScope(text);
  return level === 'platform' ? { level } : { level: level as Exclude<GrantScope['level'], 'platform'>, code };
}
