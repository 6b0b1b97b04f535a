// Signing in against a running server, as browsers and attackers do: the account behind it is the administrator of the harness.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Me } from '@takt/model/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLink } from '../../../server/src/access/sign-in/links.ts';
import { type Database, openDatabase } from '../../../server/src/platform/database/index.ts';
import { administrator } from '../../harness/administrator.ts';
import { metricIn } from '../../harness/api-client.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { codeOf } from '../../unit/server/access/fixture.ts';

let place: TempDirectory;
let server: RunningServer;
/** The server's own, as an operator has it. */
let database: Database;
let owner: Browser;

beforeAll(async () => {
  place = await createTempDirectory('sign-in');
  server = await startServer({ directory: place.path });
  database = await openDatabase({ path: join(place.path, 'takt.db') });
  owner = createBrowser();
  await server.get('/api/v1/plant');
  expect((await signIn(owner)).status).toBe(200);
});
afterAll(async () => {
  await database.close();
  await server.stop();
  await place.remove();
});

interface Answer {
  status: number;
  body: { me?: Me | null; step?: string; ticket?: string; detail?: string } & Record<string, unknown>;
  headers: Headers;
}

/** Keeps cookies; says where its requests come from as browsers do, or as told. */
function createBrowser(cookies = new Map<string, string>()) {
  return {
    cookies,
    async send(method: string, path: string, body?: object, more?: Record<string, string>): Promise<Answer> {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = { ...(body && { 'content-type': 'application/json' }), ...(cookie && { cookie }) };
      const response = await fetch(`${server.url}/api/v1/${path}`, {
        method,
        headers: { ...headers, ...(more ?? { origin: server.url }) },
        ...(body && { body: JSON.stringify(body) }),
      });
      for (const set of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : {}, headers: response.headers };
    },
  };
}
type Browser = ReturnType<typeof createBrowser>;

const signIn = (browser: Browser, { login = administrator.login, password = administrator.password } = {}) =>
  browser.send('POST', 'session', { login, password });
const isIn = async (browser: Browser) => (await browser.send('GET', 'session')).body.me !== null;
const secretOf = (browser: Browser) => browser.cookies.get('takt_session') ?? '';
const withSecret = (secret: string) => createBrowser(new Map([['takt_session', secret]]));
const entries = (action: string) =>
  database.db.selectFrom('audit_entries').selectAll().where('action', '=', action).orderBy('id').execute();

test('the key of what is secret lies in the data directory, for its owner only', async () => {
  expect((await stat(join(place.path, 'secret.key'))).mode & 0o777).toBe(0o600);
});

test('the cookie is out of reach of scripts and of other sites', async () => {
  const { headers } = await signIn(createBrowser());
  const session = headers.getSetCookie().find((one) => one.startsWith('takt_session='));
  expect(session).toMatch(/; HttpOnly(;|$)/);
  expect(session).toMatch(/; SameSite=Lax(;|$)/);
  expect(session).toMatch(/; Path=\/(;|$)/);
});

describe('with somebody’s session, another site', () => {
  const rename = (more: Record<string, string>) =>
    owner.send('PUT', 'profile', { name: 'Renamed', language: null }, more);

  test.each([
    ['that says so', { 'sec-fetch-site': 'cross-site' }],
    ['of the same domain', { 'sec-fetch-site': 'same-site' }],
    ['by its origin', { origin: 'https://evil.example' }],
    ['that says nothing', {}],
  ])('%s changes nothing', async (_, headers) => {
    expect((await rename(headers)).status).toBe(403);
    expect((await owner.send('GET', 'session')).body.me?.name).toBe(administrator.name);
  });

  test('is not our own, which does', async () => {
    expect((await rename({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await rename({ origin: server.url })).status).toBe(200);
  });
});

test('a session that was planted is not taken over', async () => {
  const attacker = createBrowser();
  await signIn(attacker);
  const victim = withSecret(secretOf(attacker));
  expect((await signIn(victim)).status).toBe(200);
  expect(secretOf(victim)).not.toBe(secretOf(attacker));
  expect([await isIn(victim), await isIn(attacker)]).toEqual([true, false]);
  const invented = withSecret('attacker-chosen');
  await signIn(invented);
  expect(secretOf(invented)).not.toBe('attacker-chosen');
});

test('sessions are listed, and end at once when they are revoked', async () => {
  const lost = createBrowser();
  await signIn(lost);
  expect(await isIn(lost)).toBe(true);
  const mine = (await lost.send('GET', 'sessions')).body as unknown as { id: string; current: boolean }[];
  const id = mine.find(({ current }) => current)?.id;
  expect((await owner.send('DELETE', `sessions/${id}`)).status).toBe(204);
  expect(await isIn(lost)).toBe(false);
  expect((await lost.send('GET', 'sessions')).status).toBe(401);
  expect((await owner.send('DELETE', `sessions/${id}`)).status).toBe(404);
});

test('an old secret ends the session it was of', async () => {
  const browser = createBrowser();
  await signIn(browser);
  const stolen = secretOf(browser);
  const change = { current: administrator.password, next: 'four young red tractors' };
  expect((await browser.send('PUT', 'profile/password', change)).status).toBe(204);
  const back = { current: change.next, next: administrator.password };
  expect((await browser.send('PUT', 'profile/password', back)).status).toBe(204);
  expect(secretOf(browser)).not.toBe(stolen);
  expect(await isIn(withSecret(stolen))).toBe(false);
  expect(await isIn(browser)).toBe(false);
  expect(await entries('session.reuse')).toMatchObject([{ outcome: 'refused', code: administrator.login }]);
  // Changing the password has signed out everywhere else.
  expect(await isIn(owner)).toBe(false);
  await signIn(owner);
});

test('a second factor, from the app to the recovery codes', async () => {
  const { password } = administrator;
  const begun = (await owner.send('POST', 'profile/second-factor', { password })).body as { secret: string };
  const confirm = { code: codeOf(begun.secret, Date.now() - 30_000) };
  const { recoveryCodes } = (await owner.send('PUT', 'profile/second-factor', confirm)).body as {
    recoveryCodes: string[];
  };
  const enter = async (code: string) => {
    const browser = createBrowser(new Map(owner.cookies));
    const { body } = await signIn(browser);
    expect(body.step).toBe('second_factor');
    return (await browser.send('POST', 'session/second-factor', { ticket: body.ticket, code })).status;
  };
  const code = codeOf(begun.secret, Date.now());
  expect([await enter(code), await enter(code)]).toEqual([200, 401]);
  const [recovery = ''] = recoveryCodes;
  expect([await enter(recovery), await enter(recovery)]).toEqual([200, 401]);
  await signIn(owner);
  const again = createBrowser(new Map(owner.cookies));
  const ticket = (await signIn(again)).body.ticket;
  await again.send('POST', 'session/second-factor', { ticket, code: recoveryCodes[1] });
  expect((await again.send('POST', 'profile/second-factor/remove', { password })).status).toBe(204);
  expect((await signIn(owner)).body.step).toBe('done');
});

test('a link sets the password once', async () => {
  const user = await database.db.selectFrom('users').selectAll().executeTakeFirstOrThrow();
  const link = { userId: user.id, kind: 'reset', createdBy: 'test', now: Date.now() } as const;
  const token = (await createLink(database.db, link)).path.split('#')[1];
  const browser = createBrowser();
  expect((await browser.send('POST', 'invitation/look', { token })).body).toMatchObject({
    kind: 'reset',
    login: administrator.login,
  });
  const accept = (password: string) => browser.send('POST', 'invitation', { token, name: 'Admin', password });
  const weak = await accept('Administrator1!');
  expect(weak).toMatchObject({ status: 422, body: { errors: [{ field: 'password' }] } });
  expect((await accept(administrator.password)).body.step).toBe('done');
  expect((await accept(administrator.password)).status).toBe(404);
  expect(await isIn(browser)).toBe(true);
  await signIn(owner);
});

describe('a brute force', () => {
  test('is slowed down, is told of, and does not keep the owner out', async () => {
    const attacker = createBrowser();
    const passwords = Array.from({ length: 5 }, (_, count) => `summer-in-the-city-${count}`);
    for (const password of passwords) expect((await signIn(attacker, { password })).status).toBe(401);
    const held = await signIn(attacker);
    expect(held.status).toBe(429);
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(held.headers.get('retry-after'))).toBeLessThanOrEqual(30);

    await owner.send('DELETE', 'session');
    expect((await signIn(owner)).status).toBe(200);
    await database.db.updateTable('users').set({ locked_until: Date.now() }).execute();
    expect((await signIn(createBrowser())).status).toBe(200);

    const refused = (await entries('session.signIn')).filter(({ outcome }) => outcome === 'refused');
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(JSON.stringify(refused)).not.toContain('summer-in-the-city');
    expect(server.output()).not.toContain('summer-in-the-city');
    const metrics = (await server.text('/metrics')).text;
    expect(metricIn(metrics, 'takt_sign_in_total', { outcome: 'locked' })).toBeGreaterThanOrEqual(1);
  });

  test('over many names is stopped by its address, and leaves little in the audit log', async () => {
    const before = (await entries('session.signIn')).length;
    let tries = 0;
    for (; tries < 40; tries++) {
      const { status } = await signIn(createBrowser(), { login: `somebody${tries}`, password: 'summer-in-the-city' });
      if (status === 429) break;
      expect(status).toBe(401);
    }
    expect(tries).toBeLessThan(30);
    for (let more = 0; more < 20; more++) expect((await signIn(createBrowser())).status).toBe(429);
    expect((await entries('session.signIn')).length - before).toBeLessThan(15);
    // A browser it was signed in with before is no stranger.
    expect((await signIn(owner)).status).toBe(200);
  });
});
