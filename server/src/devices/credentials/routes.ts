// Owns the routes of credentials and of the authority.
import type { RouteInput } from '@takt/model/api';
import type { Kysely } from 'kysely';
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

/** Who calls; without access control it is whoever reaches this machine. */
interface Called {
  caller?: {
    actor: string;
    name: string;
    address: string | null;
    may(permission: 'devices.read', scope: { level: 'site'; code: string }): boolean;
  };
}

function placeOf({ params, caller }: Pick<RouteInput<'credentials.revoke'>, 'params'> & Called): Place {
  const { actor, name: actorName, address } = caller ?? { actor: 'local', name: 'local', address: null };
  return { ...params, by: { actor, actorName, address } };
}

export function credentialRoutes(options: CredentialRouteOptions): CredentialHandlers {
  const { db, clock, lifecycle, authority, broker } = options;
  return {
    'credentials.list': async ({ query, caller }: RouteInput<'credentials.list'> & Called) => {
      const viewing = { now: clock(), broker };
      const rows = await listCredentials(db, query.site);
      const seen = rows.filter(({ site: code }) => caller?.may('devices.read', { level: 'site', code }) ?? true);
      return done(seen.map(({ lastUsedAt, ...row }) => viewOf(row, lastUsedAt, viewing)));
    },
    'credentials.issue': (input: RouteInput<'credentials.issue'> & Called) =>
      lifecycle.issue(placeOf(input), input.body),
    'credentials.rotate': (input: RouteInput<'credentials.rotate'> & Called) =>
      lifecycle.rotate(placeOf(input), input.body),
    'credentials.revoke': (input: RouteInput<'credentials.revoke'> & Called) => lifecycle.revoke(placeOf(input)),
    'authority.get': async () => {
      const { certificate, fingerprint, expiresAt } = await authority();
      return done({ certificate, fingerprint, expiresAt });
    },
  };
}
