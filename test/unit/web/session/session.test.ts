// The session as the client knows it: asked for once, told by sign-in, forgotten when the server says so, and never mixed up.
import type { Me } from '@takt/model/api';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { reactive } from 'vue';
import { createSession } from '../../../../web/src/session/session.ts';

const me = (id: string, more: Partial<Me> = {}): Me => ({
  id,
  login: id,
  name: id,
  language: null,
  grants: [{ role: 'operator', scope: 'line:l1' }],
  permissions: ['public', 'self', 'plant.read'],
  secondFactor: false,
  provider: null,
  session: { id: `session-${id}`, idleExpiresAt: 1, expiresAt: 2 },
  ...more,
});
const answer = (who: Me | null, setupNeeded = false) => Response.json({ me: who, setupNeeded, providers: [] });
const request = vi.fn<typeof fetch>();
const open = () => reactive(createSession());

beforeEach(() => {
  request.mockReset();
  vi.stubGlobal('fetch', request);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test('those who ask at once share one answer', async () => {
  request.mockImplementation(async () => answer(me('li')));
  const session = open();
  expect(session.status).toBe('unknown');
  await Promise.all([session.refresh(), session.refresh()]);
  expect(request).toHaveBeenCalledTimes(1);
  expect(session.status).toBe('known');
  expect(session.me?.login).toBe('li');
  expect(session.can('plant.read')).toBe(true);
  expect(session.can('users.read')).toBe(false);
});

test('nobody signed in is no session that has ended', async () => {
  request.mockImplementation(async () => answer(null, true));
  const session = open();
  await session.refresh();
  expect(session).toMatchObject({ me: null, setupNeeded: true, ended: false });
  expect(session.can('self')).toBe(false);
});

test('a session that the server does not know any more has ended, until somebody signs in', () => {
  const session = open();
  session.adopt(me('li'));
  session.expire();
  expect(session).toMatchObject({ me: null, ended: true, leaving: false });
  session.adopt(me('li'));
  expect(session.ended).toBe(false);
  expect(session.isForeign()).toBe(false);
});

test('what is in memory is foreign to another account that signs in', () => {
  const session = open();
  session.adopt(me('li'));
  session.expire();
  expect(session.isForeign()).toBe(false);
  session.adopt(me('wang'));
  expect(session.isForeign()).toBe(true);
});

describe('signing out', () => {
  test('is by the person, and does not count as a session that ended', async () => {
    request.mockImplementation(async () => new Response(null, { status: 204 }));
    const session = open();
    session.adopt(me('li'));
    await session.signOut();
    expect(session).toMatchObject({ me: null, leaving: true, ended: false });
  });

  test('of a session that has ended already is done', async () => {
    request.mockImplementation(async () => Response.json({ title: 'x', status: 401 }, { status: 401 }));
    const session = open();
    session.adopt(me('li'));
    await session.signOut();
    expect(session.me).toBeNull();
  });

  test('that the server was not told of is none', async () => {
    request.mockImplementation(() => Promise.reject(new TypeError('fetch failed')));
    const session = open();
    session.adopt(me('li'));
    await expect(session.signOut()).rejects.toMatchObject({ status: 0 });
    expect(session.me?.login).toBe('li');
  });
});

test('a server that does not answer leaves the session as it was', async () => {
  request.mockImplementation(async () => answer(me('li')));
  const session = open();
  await session.refresh();
  request.mockImplementation(async () => new Response('', { status: 500 }));
  await session.refresh();
  expect(session).toMatchObject({ status: 'known', error: { status: 500 } });
  expect(session.me?.login).toBe('li');
});

test('a server that never answered leaves nothing known', async () => {
  request.mockImplementation(async () => new Response('', { status: 500 }));
  const session = open();
  await session.refresh();
  expect(session).toMatchObject({ status: 'failed', me: null });
});

test.each([
  [[{ role: 'city_officer', scope: 'platform' }], true],
  [[{ role: 'district_officer', scope: 'district:d' }], true],
  [[{ role: 'auditor', scope: 'platform' }], true],
  [[{ role: 'platform_admin', scope: 'platform' }], false],
  [[{ role: 'auditor', scope: 'enterprise:e' }], false],
  [
    [
      { role: 'city_officer', scope: 'platform' },
      { role: 'supervisor', scope: 'workshop:w' },
    ],
    false,
  ],
  [[], false],
] as const)('%j sees enterprises from outside: %s', (grants, outside) => {
  const session = open();
  session.adopt(me('li', { grants: [...grants] }));
  expect(session.isOutside()).toBe(outside);
});
