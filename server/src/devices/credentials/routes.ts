// Owns the routes of credentials and of the authority.
import type { RouteInput, RouteName } from '@takt/model/api';
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { Handlers } from '../../platform/http/handler.ts';
import { done } from '../../platform/outcome.ts';
import type { Authority } from './authority/index.ts';
import type { Lifecycle } from './lifecycle.ts';
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

/** Who calls; without access control it is whoever reaches this machine. */
function actorOf(input: RouteInput<RouteName> & { caller?: { actor: string } }): string {
  return input.caller?.actor ?? 'local';
}

export function credentialRoutes(options: CredentialRouteOptions): CredentialHandlers {
  const { db, clock, lifecycle, authority, broker } = options;
  return {
    'credentials.list': async ({ query }) => {
      const viewing = { now: clock(), broker };
      const rows = await listCredentials(db, query.site);
      return done(rows.map(({ lastUsedAt, ...row }) => viewOf(row, lastUsedAt, viewing)));
    },
    'credentials.issue': (input) => lifecycle.issue({ ...input.params, actor: actorOf(input) }, input.body),
    'credentials.rotate': (input) => lifecycle.rotate({ ...input.params, actor: actorOf(input) }, input.body),
    'credentials.revoke': (input) => lifecycle.revoke({ ...input.params, actor: actorOf(input) }),
    'authority.get': async () => {
      const { certificate, fingerprint, expiresAt } = await authority();
      return done({ certificate, fingerprint, expiresAt });
    },
  };
}
