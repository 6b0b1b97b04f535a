// Owns a real OpenID Connect provider for tests, in this process: whoever is sent there is signed in as the person the test says.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';

export interface Person {
  sub: string;
  preferred_username?: string;
  name?: string;
  groups?: string[];
}

export interface IdentityProvider {
  issuer: string;
  /** Who signs in next; undefined: whoever comes says no. */
  person: Person | undefined;
  stop(): Promise<void>;
}

export const clientSecret = 'client-secret-of-the-test-provider';

export async function startIdentityProvider(redirectUris: () => string[]): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, Person>();
  let provider: Provider | undefined;
  const running: IdentityProvider = {
    issuer,
    person: undefined,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  server.on('request', async (request, response) => {
    // Made when it is first asked: by then it is known where the server under test listens.
    provider ??= new Provider(issuer, configuration(redirectUris(), people));
    if (!request.url?.startsWith('/interaction/')) return provider.callback()(request, response);
    const { person } = running;
    if (person) people.set(person.sub, person);
    const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
    if (!person) {
      const refusal = { error: 'access_denied', error_description: 'said no' };
      return provider.interactionFinished(request, response, refusal);
    }
    if (prompt.name === 'login')
      return provider.interactionFinished(request, response, { login: { accountId: person.sub, remember: false } });
    const accountId = session?.accountId ?? person.sub;
    const grant = grantId
      ? await provider.Grant.find(grantId)
      : new provider.Grant({ accountId, clientId: String(params.client_id) });
    grant?.addOIDCScope('openid profile groups');
    await provider.interactionFinished(request, response, { consent: { grantId: (await grant?.save()) ?? '' } });
  });
  return running;
}

function configuration(redirect_uris: string[], people: ReadonlyMap<string, Person>): Configuration {
  return {
    clients: [{ client_id: 'takt', client_secret: clientSecret, redirect_uris }],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], groups: ['groups'] },
    scopes: ['openid', 'profile', 'groups'],
    cookies: { keys: ['keys of the test provider'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    async findAccount(_context, sub) {
      return { accountId: sub, claims: async () => ({ ...people.get(sub), sub }) };
    },
  };
}
