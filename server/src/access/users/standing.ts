// Owns what a caller sees of accounts and may do with them: decided by the grants of both.
import {
  formatGrant,
  type Grant,
  type GrantScope,
  holds,
  mayGrant,
  type Permission,
  type Place,
  policy,
} from '@takt/model/access';
import type { User } from '@takt/model/api';
import type { Scope } from '@takt/model/plant';
import type { Caller } from '../../platform/caller.ts';
import type { Account } from '../directory/index.ts';

export type PlaceOf = (scope: Scope) => Place | undefined;

/** Whether the permission is held over what a grant is over. Nodes that exist no more are with who runs the installation. */
function reaches(caller: Caller, permission: Permission, scope: GrantScope): boolean {
  return caller.mayEverywhere(permission) || (scope.level !== 'platform' && caller.may(permission, scope));
}

/** Whether the caller may give the role there, or take it away. An API token gives nothing it may not do itself. */
export function mayGive(caller: Caller, grant: Grant, placeOf: PlaceOf): boolean {
  const withheld = policy[grant.role].permissions.some((one) => holds(caller.grants, one) && !caller.holds(one));
  return !withheld && reaches(caller, 'users.write', grant.scope) && mayGrant(caller.grants, grant, placeOf);
}

/** Whether the caller is told that an account has this role there. */
export function isSeen(caller: Caller, { scope }: Grant): boolean {
  return reaches(caller, 'users.read', scope);
}

export function isVisible(caller: Caller, account: Account): boolean {
  return caller.mayEverywhere('users.read') || account.grants.some((grant) => isSeen(caller, grant));
}

/** One's own account is nobody's to manage but another's: nobody raises themselves, and nobody locks themselves out. */
export function isManageable(caller: Caller, account: Account, placeOf: PlaceOf): boolean {
  if (caller.userId === account.id) return false;
  if (account.grants.length === 0) return caller.mayEverywhere('users.write');
  return account.grants.every((grant) => mayGive(caller, grant, placeOf));
}

/** What the caller is told of an account: of its grants only those in reach. */
export function userOf(caller: Caller, account: Account, placeOf: PlaceOf, now: number): User {
  const seen = account.grants.filter((grant) => isSeen(caller, grant));
  const { id, login, name, state, provider, createdAt, lastSignInAt, lockedUntil } = account;
  return {
    id,
    login,
    name,
    state,
    grants: seen.map(formatGrant),
    more: seen.length < account.grants.length,
    manageable: isManageable(caller, account, placeOf),
    secondFactor: account.hasSecondFactor,
    provider,
    createdAt,
    lastSignInAt,
    lockedUntil: lockedUntil !== null && now < lockedUntil ? lockedUntil : null,
  };
}
