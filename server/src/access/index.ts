// Public surface of access: who may see and do what, for HTTP, sockets and whatever else asks.
import type { Consent, Place } from '@takt/model/access';
import type { RouteName } from '@takt/model/api';
import type { Scope } from '@takt/model/plant';
import type { Kysely } from 'kysely';
import type { AppendAudit } from '../platform/audit/index.ts';
import type { Schema } from '../platform/database/index.ts';
import type { Handlers, HttpAccess } from '../platform/http/index.ts';
import type { LiveAccess } from '../platform/live/access.ts';
import type { Log } from '../platform/log/index.ts';
import type { Metrics } from '../platform/metrics/index.ts';
import { createDisclosures } from './consents/disclosures.ts';
import { consentRoutes } from './consents/routes.ts';
import { type Directory, openDirectory } from './directory/index.ts';
import { createEnforcement } from './enforce.ts';
import { createIdentify } from './identify.ts';
import { createLiveAccess } from './live.ts';
import { createPasswordHasher } from './passwords/hash.ts';
import { providerRoutes } from './providers/routes.ts';
import { createSessions } from './sessions/index.ts';
import { sessionRoutes } from './sessions/routes.ts';
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

export interface AccessOptions {
  db: Kysely<Schema>;
  plant: { placeOf(scope: Scope): Place | undefined; name(level: Scope['level'], code: string): string | undefined };
  audit: AppendAudit;
  clock: () => number;
  log: Log;
  metrics: Metrics;
  /** Token of the link for the first account, where the operator has given one; absent: it is made and said in the log. */
  setupToken: string | undefined;
  /** Where the pages are, for links in the log. */
  publicUrl: () => string;
  /** Called after every write, so that other processes may be told to refresh. */
  onWritten?: () => void;
}

export interface Access {
  http: HttpAccess;
  live: LiveAccess;
  routes: Handlers<AccessRouteName>;
  directory: Directory;
  consentsOf(enterprise: string): readonly Consent[];
  /** Says in the log how the first account is made, where there is none. */
  start(): Promise<void>;
}

/** What the parts of access are made of. */
export interface AccessParts extends AccessOptions {
  directory: Directory;
  sessions: ReturnType<typeof createSessions>;
  tokens: ReturnType<typeof createTokens>;
  passwords: ReturnType<typeof createPasswordHasher>;
}

export async function openAccess(options: AccessOptions): Promise<Access> {
  const { db, plant, clock } = options;
  const directory = await openDirectory(db, options.onWritten ?? (() => {}));
  const sessions = createSessions({ db, clock });
  const tokens = createTokens({ db, clock });
  const surroundings = { placeOf: plant.placeOf, consentsOf: directory.consentsOf, clock };
  const identify = createIdentify({ directory, sessions, tokens, surroundings });
  const disclosures = createDisclosures(db, clock);
  const parts: AccessParts = { ...options, directory, sessions, tokens, passwords: createPasswordHasher() };
  const setup = createSetup(parts);
  return {
    http: createEnforcement({ identify, disclosures }),
    live: createLiveAccess({ db, identify, directory, disclosures, surroundings, onChange: directory.onChange }),
    routes: {
      ...setup.routes,
      ...signInRoutes(parts),
      ...sessionRoutes(parts),
      ...tokenRoutes(parts),
      ...providerRoutes(parts),
      ...userRoutes(parts),
      ...consentRoutes(parts),
    },
    directory,
    consentsOf: directory.consentsOf,
    start: setup.announce,
  };
}
