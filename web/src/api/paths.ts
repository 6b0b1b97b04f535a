// Owns the addresses of the routes this client uses, held to the contract by type alone: importing the contract's values would
// bring its validation library into the browser.
import type { Api, RouteName } from '@takt/model/api';
import { applicationPaths } from './areas/application.ts';
import { cockpitPaths } from './areas/cockpit.ts';
import { effectPaths } from './areas/effect.ts';
import { importPaths } from './areas/import.ts';
import { projectPaths } from './areas/project.ts';
import { recognitionPaths } from './areas/recognition.ts';
import { regionPaths } from './areas/region.ts';
import { registryPaths } from './areas/registry.ts';
import { reportPaths } from './areas/report.ts';
import { targetPaths } from './areas/target.ts';

type Address<N extends RouteName> = readonly [method: Api[N]['method'], path: Api[N]['path']];

export const paths = {
  'kpis.query': ['get', '/api/v1/kpis'],
  'timeline.query': ['get', '/api/v1/timeline'],
  'stops.query': ['get', '/api/v1/stops'],
  'shifts.query': ['get', '/api/v1/shifts'],
  'restatements.list': ['get', '/api/v1/restatements'],
  'plant.get': ['get', '/api/v1/plant'],
  'definitions.list': ['get', '/api/v1/workshops/:code/definitions'],
  'machines.live': ['get', '/api/v1/machines/:code/live'],
  'machines.history': ['get', '/api/v1/machines/:code/history'],
  'machines.messages': ['get', '/api/v1/machines/:code/messages'],
  'pending.list': ['get', '/api/v1/pending'],
  'pending.claim': ['post', '/api/v1/pending/:site/:machine/claim'],
  'refused.list': ['get', '/api/v1/refused'],
  'quarantine.list': ['get', '/api/v1/quarantine'],
  about: ['get', '/api/v1/about'],
  'credentials.list': ['get', '/api/v1/credentials'],
  'credentials.issue': ['put', '/api/v1/credentials/:site/:name'],
  'credentials.rotate': ['post', '/api/v1/credentials/:site/:name/rotate'],
  'credentials.revoke': ['delete', '/api/v1/credentials/:site/:name'],
  'authority.get': ['get', '/api/v1/authority'],
  'setup.complete': ['post', '/api/v1/setup'],
  'session.get': ['get', '/api/v1/session'],
  'session.signIn': ['post', '/api/v1/session'],
  'session.secondFactor': ['post', '/api/v1/session/second-factor'],
  'session.signOut': ['delete', '/api/v1/session'],
  'invitation.look': ['post', '/api/v1/invitation/look'],
  'invitation.accept': ['post', '/api/v1/invitation'],
  'sessions.list': ['get', '/api/v1/sessions'],
  'sessions.revoke': ['delete', '/api/v1/sessions/:id'],
  'sessions.revokeOthers': ['delete', '/api/v1/sessions'],
  'profile.put': ['put', '/api/v1/profile'],
  'profile.password': ['put', '/api/v1/profile/password'],
  'secondFactor.begin': ['post', '/api/v1/profile/second-factor'],
  'secondFactor.confirm': ['put', '/api/v1/profile/second-factor'],
  'secondFactor.recoveryCodes': ['post', '/api/v1/profile/second-factor/recovery-codes'],
  'secondFactor.remove': ['post', '/api/v1/profile/second-factor/remove'],
  'tokens.list': ['get', '/api/v1/tokens'],
  'tokens.create': ['post', '/api/v1/tokens'],
  'tokens.revoke': ['delete', '/api/v1/tokens/:id'],
  'users.list': ['get', '/api/v1/users'],
  'users.invite': ['post', '/api/v1/users'],
  'users.put': ['put', '/api/v1/users/:id'],
  'users.grants': ['put', '/api/v1/users/:id/grants'],
  'users.reset': ['post', '/api/v1/users/:id/reset'],
  'users.signOut': ['delete', '/api/v1/users/:id/sessions'],
  'consents.list': ['get', '/api/v1/consents'],
  'consents.grant': ['post', '/api/v1/consents'],
  'consents.withdraw': ['post', '/api/v1/consents/:id/withdraw'],
  'disclosures.list': ['get', '/api/v1/disclosures'],
  'disclosures.export': ['get', '/api/v1/disclosures/export'],
  'audit.list': ['get', '/api/v1/audit'],
  'audit.export': ['get', '/api/v1/audit/export'],
  'audit.verify': ['get', '/api/v1/audit/verify'],
  ...regionPaths,
  ...registryPaths,
  ...importPaths,
  ...targetPaths,
  ...projectPaths,
  ...effectPaths,
  ...recognitionPaths,
  ...applicationPaths,
  ...cockpitPaths,
  ...reportPaths,
} as const satisfies { [N in RouteName]?: Address<N> };

export type UsedRoute = keyof typeof paths;

/** Fills the parameters into a path and appends the query; undefined values are left out. */
export function addressOf(
  path: string,
  params: Readonly<Record<string, unknown>> | undefined,
  query: Readonly<Record<string, unknown>> | undefined,
): string {
  const filled = path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(String(params?.[name] ?? '')));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) search.set(name, String(value));
  }
  return search.size > 0 ? `${filled}?${search}` : filled;
}
