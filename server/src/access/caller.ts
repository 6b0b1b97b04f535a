// Owns a caller made of an account: its grants now, narrowed by a token, decided by the policy; what consents opened is noted.
import {
  type Bureau,
  type Consent,
  decide,
  type Grant,
  type GrantScope,
  holds,
  holdsEverywhere,
  type Permission,
  type Place,
  reaches,
} from '@takt/model/access';
import type { Scope } from '@takt/model/plant';
import type { Caller } from '../platform/caller.ts';
import type { Account } from './directory/index.ts';

/** What was opened by a consent, to be logged. */
export interface Opened {
  consent: Consent;
  bureau: Bureau;
  permission: Permission;
  scope: Scope;
}

const platform: GrantScope = { level: 'platform' };

/** One request's caller. */
export interface KnownCaller extends Caller {
  /** What it opened so far. */
  opened(): readonly Opened[];
}

export interface CallerSurroundings {
  placeOf(scope: Scope): Place | undefined;
  consentsOf(enterprise: string): readonly Consent[];
  clock: () => number;
}

export type Identity = Pick<Caller, 'actor' | 'name' | 'sessionId' | 'tokenId' | 'address' | 'userAgent' | 'cookie'> & {
  account: Account | undefined;
  /** Undefined: as wide as the account. */
  token?: { permissions: readonly Permission[]; scope: GrantScope | null } | undefined;
};

export function createCaller(identity: Identity, surroundings: CallerSurroundings): KnownCaller {
  const { account, token, ...rest } = identity;
  const grants: readonly Grant[] = account?.grants ?? [];
  const opened = new Map<string, Opened>();
  const standing = {
    grants,
    consentsOf: surroundings.consentsOf,
    placeOf: surroundings.placeOf,
    get now() {
      return surroundings.clock();
    },
  };
  const tokenAllows = (permission: Permission) => token === undefined || token.permissions.includes(permission);
  const inToken = (place: Place, permission: Permission) =>
    !token?.scope || reaches(token.scope, place, permission, surroundings.placeOf);

  return {
    ...rest,
    userId: account?.id,
    grants,
    tokenScope: token?.scope ?? null,
    holds: (permission) => tokenAllows(permission) && holds(grants, permission),
    mayEverywhere: (permission) =>
      tokenAllows(permission) && (token?.scope ?? platform).level === 'platform' && holdsEverywhere(grants, permission),
    may(permission, scope) {
      if (!tokenAllows(permission)) return false;
      const place = surroundings.placeOf(scope);
      if (!place || !inToken(place, permission)) return false;
      const decision = decide(standing, permission, place);
      if (!decision.allowed) return false;
      if (decision.consent && decision.bureau) {
        const { consent, bureau } = decision;
        opened.set(`${consent.id} ${permission} ${scope.level}:${scope.code}`, { consent, bureau, permission, scope });
      }
      return true;
    },
    opened: () => [...opened.values()],
  };
}
