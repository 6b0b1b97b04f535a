// Owns signing in at an identity provider (OpenID Connect): the browser is sent there, and back with who it is.
import { attribution, type Caller } from '../../platform/caller.ts';
import type { Handlers } from '../../platform/http/index.ts';
import { done, type Effects, type Outcome, refuse } from '../../platform/outcome.ts';
import type { AccessParts } from '../parts.ts';
import { type Arrival, arrive, type Claims } from './arrive.ts';
import { attemptCookie, createAttempts } from './attempts.ts';
import { createProviderClient, type ProviderClient } from './client.ts';

export function providerRoutes(parts: AccessParts): Handlers<'provider.start' | 'provider.callback'> {
  const { db, directory, complete, audit, onSignIn, clock, log, publicUrl } = parts;
  const clients = new Map(parts.providers.map((config) => [config.id, createProviderClient(config)]));
  const attempts = createAttempts(db, clock);
  const redirectUri = (id: string) => `${publicUrl()}/api/v1/providers/${encodeURIComponent(id)}/callback`;
  const missing = (id: string) => refuse('not_found', `there is no identity provider "${id}"`);
  const used = { name: attemptCookie, value: '', maxAgeMs: 0 };
  const failed = (reason: string): Outcome<undefined> =>
    done(undefined, { cookies: [used], redirect: `/sign-in?problem=${reason}` });

  async function signIn(client: ProviderClient, claims: Claims, caller: Caller) {
    return directory.change(async (transaction): Promise<Outcome<Effects | undefined>> => {
      const arrival = await arrive(transaction, client.config, claims, clock());
      if (!arrival.ok) return arrival;
      const { user, made, admitted, grants } = arrival.value;
      const told = { provider: user.provider, made, grants };
      const action = 'provider.signIn';
      if (!admitted) {
        await audit(transaction, refusedEntry(user, caller, action, told));
        return done(undefined);
      }
      const begun = await complete(transaction, { user, method: 'provider', caller, action, told });
      return begun.ok ? done(begun.value.effects) : begun;
    });
  }

  return {
    async 'provider.start'({ params, query }) {
      const client = clients.get(params.id);
      if (!client) return missing(params.id);
      try {
        const { url, ...begun } = await client.begin(redirectUri(params.id));
        const effects = await attempts.begin({ ...begun, provider: params.id, to: ownPath(query.to) });
        return done(undefined, { ...effects, redirect: url });
      } catch (error) {
        log.warn({ err: error, provider: params.id }, 'the identity provider does not answer');
        return failed('provider_unavailable');
      }
    },
    async 'provider.callback'({ params, query, caller }) {
      const client = clients.get(params.id);
      if (!client) return missing(params.id);
      const attempt = await attempts.take(params.id, query.state, caller.cookie(attemptCookie));
      if (!attempt) return failed('provider_expired');
      const current = new URL(redirectUri(params.id));
      for (const [key, value] of Object.entries(query)) current.searchParams.set(key, String(value));
      let claims: Claims;
      try {
        claims = await client.complete(current, attempt);
      } catch (error) {
        log.warn({ err: error, provider: params.id }, 'a sign-in at the identity provider did not succeed');
        return failed('provider_refused');
      }
      const begun = await signIn(client, claims, caller);
      if (!begun.ok) {
        log.info({ provider: params.id, reason: begun.refusal.detail }, 'somebody the provider knows may not sign in');
        return failed(`provider_${begun.refusal.detail}`);
      }
      if (!begun.value) return failed('provider_nobody');
      onSignIn('done');
      const { cookies = [] } = begun.value;
      return done(undefined, { cookies: [...cookies, used], redirect: attempt.to ?? '/' });
    },
  };
}

/** A path on this server; an address elsewhere, however it is written, is none. */
export function ownPath(to: string | undefined): string | null {
  if (to === undefined || !to.startsWith('/')) return null;
  const base = 'http://takt.invalid';
  const url = URL.canParse(to, base) ? new URL(to, base) : undefined;
  // `/.//elsewhere` resolves to a path that a browser takes for an address.
  if (url?.origin !== base || url.pathname.startsWith('//')) return null;
  return url.pathname + url.search + url.hash;
}

function refusedEntry(user: Arrival['user'], { address }: Caller, action: string, told: unknown) {
  return {
    ...attribution({ actor: `user:${user.id}`, name: user.name, address }),
    action,
    outcome: 'refused' as const,
    kind: 'user',
    code: user.login,
    scope: null,
    before: null,
    after: told,
  };
}
