// Public surface of access: who may see and do what, for HTTP, sockets and whatever else asks.
import type { Consent } from '@takt/model/access';
import type { RouteName } from '@takt/model/api';
import type { Handlers, HttpAccess } from '../platform/http/index.ts';
import type { LiveAccess } from '../platform/live/access.ts';
import { createDisclosures, type Disclosures } from './consents/disclosures.ts';
import { consentRoutes } from './consents/routes.ts';
import { type Directory, openDirectory } from './directory/index.ts';
import { nameDistrictsByCode } from './district-codes.ts';
import { createEnforcement } from './enforce.ts';
import { createIdentify } from './identify.ts';
import { createLiveAccess } from './live.ts';
import type { AccessOptions, AccessParts } from './parts.ts';
import { createPasswordHasher } from './passwords/hash.ts';
import { providerRoutes } from './providers/routes.ts';
import { createRefusalLog } from './refusals.ts';
import { createSecondFactor } from './second-factor/index.ts';
import { secondFactorRoutes } from './second-factor/routes.ts';
import { createSessions } from './sessions/index.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { createAttempts } from './sign-in/attempts.ts';
import { createComplete } from './sign-in/complete.ts';
import { createDevices } from './sign-in/devices.ts';
import { linkRoutes } from './sign-in/link-routes.ts';
import { createSignInMetrics } from './sign-in/metrics.ts';
import { signInRoutes } from './sign-in/routes.ts';
import { createSetup } from './sign-in/setup.ts';
import { createTokens } from './tokens/index.ts';
import { tokenRoutes } from './tokens/routes.ts';
import { userRoutes } from './users/routes.ts';

export type AccessRouteName = Extract<
  RouteName,
  | `setup.${string}`
  | `session.${string}`
  | `sessions.${string}`
  | `profile.${string}`
  | `secondFactor.${string}`
  | `tokens.${string}`
  | `invitation.${string}`
  | `provider.${string}`
  | `users.${string}`
  | `consents.${string}`
  | `disclosures.${string}`
>;

export interface Access {
  http: HttpAccess;
  live: LiveAccess;
  routes: Handlers<AccessRouteName>;
  directory: Directory;
  consentsOf(enterprise: string): readonly Consent[];
  /** For whatever shows something otherwise than by a route: logged before it is shown. */
  disclosures: Disclosures;
  /**
   * Told after sessions ended, or accounts, their roles or consents changed, in this process at once and from others a moment later:
   * whoever keeps a connection open asks again whether it may be. Returns what ends it.
   */
  onChange(listener: () => void): () => void;
  /** Whether a session is neither over nor ended, and its account can be used. Not told of by `onChange` where time ends it. */
  isSignedIn(sessionId: string): Promise<boolean>;
  /** Says in the log how the first account is made, where there is none. */
  start(): Promise<void>;
}

export async function openAccess(options: AccessOptions): Promise<Access> {
  const { db, plant, clock } = options;
  await nameDistrictsByCode(db, plant.placeOf);
  const directory = await openDirectory(db, options.onWritten ?? (() => {}));
  const { audit, secrets, counters, log } = options;
  const { onSignIn, onReuse } = createSignInMetrics(options);
  const sessions = createSessions({ db, clock, secrets, directory, audit, onReuse });
  const tokens = createTokens({ db, directory, clock, log, requestsPerMinute: options.tokenRequestsPerMinute });
  const surroundings = { placeOf: plant.placeOf, consentsOf: directory.consentsOf, clock };
  const identify = createIdentify({ directory, sessions, tokens, surroundings });
  const disclosures = createDisclosures(db, clock);
  const refusals = createRefusalLog(options);
  const devices = createDevices({ secrets, clock });
  const parts: AccessParts = {
    ...options,
    directory,
    sessions,
    tokens,
    passwords: createPasswordHasher(options.passwordCost),
    secondFactor: createSecondFactor({ secrets, clock, log }),
    attempts: createAttempts({ db, directory, counters, audit, devices, clock, log, onEnd: onSignIn }),
    complete: createComplete({ sessions, devices, audit, clock }),
    onSignIn,
  };
  const setup = createSetup(parts);
  return {
    http: createEnforcement({ identify, disclosures, refusals, exists: (scope) => plant.placeOf(scope) !== undefined }),
    live: createLiveAccess({ db, identify, directory, disclosures, surroundings, onChange: directory.onChange }),
    routes: {
      ...setup.routes,
      ...signInRoutes(parts),
      ...linkRoutes(parts),
      ...sessionRoutes(parts),
      ...secondFactorRoutes(parts),
      ...tokenRoutes(parts),
      ...providerRoutes(parts),
      ...userRoutes(parts),
      ...consentRoutes(parts),
    },
    directory,
    consentsOf: directory.consentsOf,
    disclosures,
    onChange: directory.onChange,
    async isSignedIn(sessionId) {
      const session = await sessions.get(sessionId);
      return session !== undefined && directory.account(session.user_id)?.state === 'active';
    },
    start: setup.announce,
  };
}
