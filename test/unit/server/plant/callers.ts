// Owns callers for tests of the plant: made of grants by access itself, asked about the plant at hand.
import { type Consent, type Permission, parseGrant, parseGrantScope, type SentGrant } from '@takt/model/access';
import { createCaller, type KnownCaller } from '../../../../server/src/access/caller.ts';
import type { PlantRegistry } from '../../../../server/src/plant/index.ts';

export interface TestCaller {
  consents?: readonly Consent[];
  token?: { permissions: readonly Permission[]; scope?: string };
}

export function callerWith(
  plant: Pick<PlantRegistry, 'placeOf'>,
  grants: readonly SentGrant[],
  { consents = [], token }: TestCaller = {},
): KnownCaller {
  const account = {
    id: 'u1',
    login: 'somebody',
    name: 'Somebody',
    language: null,
    state: 'active' as const,
    hasSecondFactor: false,
    provider: null,
    createdAt: 0,
    lastSignInAt: null,
    lockedUntil: null,
    grants: grants.map(parseGrant),
  };
  const identity = {
    actor: 'user:u1',
    name: 'Somebody',
    sessionId: undefined,
    tokenId: undefined,
    address: '192.0.2.1',
    userAgent: '',
    cookie: () => undefined,
    account,
    ...(token && {
      token: {
        permissions: token.permissions,
        scope: token.scope === undefined ? null : parseGrantScope(token.scope),
      },
    }),
  };
  return createCaller(identity, {
    placeOf: plant.placeOf,
    consentsOf: (enterprise) => consents.filter((one) => one.enterprise === enterprise),
    clock: () => 1000,
  });
}

/** One grant over one part. */
export function as(plant: Pick<PlantRegistry, 'placeOf'>, role: SentGrant['role'], scope: string, more?: TestCaller) {
  return callerWith(plant, [{ role, scope }], more);
}
