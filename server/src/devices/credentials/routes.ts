// Owns the routes of credentials and of the authority.
import type { Kysely } from 'kysely';
import { attribution, type Caller } from '../../platform/caller.ts';
import type { Schema } from '../../platform/database/index.ts';
import type { Handlers } from '../../platform/http/handler.ts';
import { done } from '../../platform/outcome.ts';
import type { Authority } from './authority/index.ts';
import type { Lifecycle, Place } from './lifecycle.ts';
import { listCredentials, viewOf } from './repository.ts';

export type CredentialHandlers = Handlers<
  'credentials.list' | 'credentials.issue' | 'credentials.rotate' | 'credentials.revoke' | 'authority.get'
>;

export interface CredentialRouteOptions {
  db: Kysely<Schema>;
  clock: () => number;
  lifecycle: Lifecycle;
  authority: () => Promise<Authority>;
  broker: boolean;
}

function placeOf({ params, caller }: { params: { site: string; name: string }; caller: Caller }): Place {
  return { ...params, by: attribution(caller) };
}

export function credentialRoutes(options: CredentialRouteOptions): CredentialHandlers {
  const { db, clock, lifecycle, authority, broker } = options;
  return {
    'credentials.list': async ({ query, caller }) => {
      const viewing = { now: clock(), broker };
      const rows = await listCredentials(db, query.site);
      const seen = rows.filter(({ site: code }) => caller.may('devices.read', { level: 'site', code }));
      return done(seen.map(({ lastUsedAt, ...row }) => viewOf(row, lastUsedAt, viewing)));
    },
    'credentials.issue': (input) => lifecycle.issue(placeOf(input), input.body),
    'credentials.rotate': (input) => lifecycle.rotate(placeOf(input), input.body),
    'credentials.revoke': (input) => lifecycle.revoke(placeOf(input)),
    'authority.get': async () => {
      const { certificate, fingerprint, expiresAt } = await authority();
      return done({ certificate, fingerprint, expiresAt });
    },
  };
}
