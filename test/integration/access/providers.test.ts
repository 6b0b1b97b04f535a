// Signing in at an identity provider, with a real one: who gets in, as whom, and who does not.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Me } from '@takt/model/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../harness/free-port.ts';
import { clientSecret, type IdentityProvider, startIdentityProvider } from '../../harness/identity-provider.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import { createVisitor, type Visitor } from '../../harness/visitor.ts';

describe('signing in at an identity provider', () => {
  let server: RunningServer;
  let idp: IdentityProvider;
  let base: string;
  let directory: Awaited<ReturnType<typeof createTempDirectory>>;
  const start = (path = '') => `${base}/api/v1/providers/city/start${path}`;

  beforeAll(async () => {
    directory = await createTempDirectory('providers');
    const httpPort = await freePort();
    base = `http://localhost:${httpPort}`;
    idp = await startIdentityProvider(() => [`${base}/api/v1/providers/city/callback`]);
    const secretFile = join(directory.path, 'secret');
    await writeFile(secretFile, `${clientSecret}\n`);
    const file = join(directory.path, 'providers.yaml');
    await writeFile(
      file,
      `providers:
  city:
    name: 市经信委统一认证
    issuer: ${idp.issuer}
    clientId: takt
    clientSecretFile: ${secretFile}
    scopes: [openid, profile, groups]
    grants:
      - { claim: groups, value: takt-city, grant: { role: city_officer, scope: platform } }
`,
    );
    server = await startServer({ httpPort, env: { TAKT_PROVIDERS_FILE: file } });
    await server.get('/api/v1/session');
  });
  afterAll(async () => {
    await server?.stop();
    await idp?.stop();
    await directory?.remove();
  });

  async function me(visitor: Visitor): Promise<Me | null> {
    const { text } = await visitor.visit(`${base}/api/v1/session`);
    return (JSON.parse(text) as { me: Me | null }).me;
  }

  it('offers it, by its name', async () => {
    const { providers } = (await (await fetch(`${base}/api/v1/session`)).json()) as { providers: unknown };
    expect(providers).toEqual([{ id: 'city', name: '市经信委统一认证' }]);
  });

  it('makes an account with the roles its claims give, and finds it again', async () => {
    const visitor = createVisitor();
    idp.person = { sub: 'li', preferred_username: 'Li.Na', name: '李娜', groups: ['takt-city', 'other'] };
    const arrived = await visitor.visit(start('?to=/enterprises/e1%3Ftab=1'));
    expect(arrived.url).toBe(`${base}/enterprises/e1?tab=1`);
    const first = await me(visitor);
    expect(first).toMatchObject({
      login: 'li.na',
      name: '李娜',
      provider: 'city',
      grants: [{ role: 'city_officer', scope: 'platform' }],
    });

    const again = createVisitor();
    await again.visit(start());
    expect((await me(again))?.id).toBe(first?.id);
  });

  it('takes a role away that the provider gives no more, and then nobody gets in', async () => {
    idp.person = { sub: 'wang', preferred_username: 'wang', groups: ['takt-city'] };
    const visitor = createVisitor();
    await visitor.visit(start());
    expect((await me(visitor))?.grants).toHaveLength(1);

    idp.person = { ...idp.person, groups: [] };
    const later = createVisitor();
    expect((await later.visit(start())).url).toBe(`${base}/sign-in?problem=provider_nobody`);
    expect(await me(later)).toBeNull();
    expect(await me(visitor)).toBeNull();
  });

  it('lets nobody in whom no claim gives a role', async () => {
    idp.person = { sub: 'stranger', preferred_username: 'stranger' };
    const visitor = createVisitor();
    expect((await visitor.visit(start())).url).toBe(`${base}/sign-in?problem=provider_nobody`);
    expect(await me(visitor)).toBeNull();
  });

  it('does not take over an account that goes by the same login', async () => {
    idp.person = { sub: 'impostor', preferred_username: 'administrator', groups: ['takt-city'] };
    const visitor = createVisitor();
    expect((await visitor.visit(start())).url).toBe(`${base}/sign-in?problem=provider_login_taken`);
    expect(await me(visitor)).toBeNull();
  });

  it('says so when the person refuses', async () => {
    idp.person = undefined;
    const visitor = createVisitor();
    expect((await visitor.visit(start())).url).toBe(`${base}/sign-in?problem=provider_refused`);
  });

  it('takes an answer only in the browser that asked, and only once', async () => {
    idp.person = { sub: 'li', preferred_username: 'li.na', groups: ['takt-city'] };
    const victim = createVisitor();
    const response = await fetch(start(), { redirect: 'manual' });
    const state = new URL(response.headers.get('location') ?? '').searchParams.get('state');
    const forged = `${base}/api/v1/providers/city/callback?code=stolen&state=${state}`;
    expect((await victim.visit(forged)).url).toBe(`${base}/sign-in?problem=provider_expired`);
    expect(await me(victim)).toBeNull();
  });

  it('goes back to our own pages only', async () => {
    for (const to of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
      const visitor = createVisitor();
      const { url } = await visitor.visit(start(`?to=${encodeURIComponent(to)}`));
      expect(new URL(url).origin).toBe(base);
    }
  });

  it('knows no other provider', async () => {
    expect((await fetch(`${base}/api/v1/providers/other/start`, { redirect: 'manual' })).status).toBe(404);
  });
});
