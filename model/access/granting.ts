// Owns who may give and take away which roles: what they administer, and nothing above or beside it.
import type { Scope } from '../plant/index.ts';
import { covers, type Place } from './decide.ts';
import type { Grant, GrantScope } from './grants.ts';
import { policy, type Role } from './roles.ts';

type PlaceOf = (scope: Scope) => Place | undefined;

/** Roles somebody with these grants may give somewhere. */
export function rolesToGive(granter: readonly Grant[]): readonly Role[] {
  return [...new Set(granter.flatMap(({ role }) => policy[role].grants))];
}

/**
 * Whether somebody with these grants may give this one to others, or take it away: one of their roles gives that role, and its own
 * scope covers that of the grant. That nobody changes their own grants is not asked here.
 */
export function mayGrant(granter: readonly Grant[], grant: Grant, placeOf: PlaceOf): boolean {
  if (!policy[grant.role].over.includes(grant.scope.level)) return false;
  return granter.some(
    ({ role, scope }) => policy[role].grants.includes(grant.role) && coversScope(scope, grant.scope, placeOf),
  );
}

/** Whether a part of the plant holds another. What does not exist lies in nothing but the whole installation. */
export function coversScope(scope: GrantScope, inner: GrantScope, placeOf: PlaceOf): boolean {
  if (scope.level === 'platform') return true;
  if (inner.level === 'platform') return false;
  const place = placeOf(inner);
  return place !== undefined && covers(scope, place, 'users.write');
}
