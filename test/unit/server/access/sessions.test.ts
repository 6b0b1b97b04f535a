import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tidyAccess } from '../../../../server/src/access/housekeeping.ts';
import { type Browser, createBrowser, isIn, type OpenedAccess, openAccessForTests, owner } from './fixture.ts';

const minute = 60_000;
const hour = 60 * minute;
const cookie = 'takt_session';

let opened: OpenedAccess;
let browser: Browser;
beforeEach(async () => {
  opened = await openAccessForTests();
  browser = await opened.makeOwner();
});
afterEach(() => opened.close());

const secretOf = (of: Browser) => of.cookies.get(cookie) ?? '';
const withSecret = (secret: string) => createBrowser(opened.access, { cookies: new Map([[cookie, secret]]) });
const signIn = async () => {
  const other = createBrowser(opened.access);
  await other.call('session.signIn', { body: { login: owner.login, password: owner.password } });
  return other;
};

describe('a session lasts', () => {
  test('as long as it is used within 12 hours, and seven days at most', async () => {
    for (let hours = 0; hours < 167; hours += 11) {
      expect(await isIn(browser)).toBe(true);
      opened.passMs(11 * hour);
    }
    expect(await isIn(browser)).toBe(false);
  });

  test('not 12 hours without a request', async () => {
    opened.passMs(12 * hour - 1);
    expect(await isIn(withSecret(secretOf(browser)))).toBe(true);
    opened.passMs(12 * hour);
    expect(await isIn(browser)).toBe(false);
  });

  test('and is taken away once it is over', async () => {
    await tidyAccess(opened.db, Date.now() + 12 * hour - 1);
    expect(await opened.db.selectFrom('sessions').selectAll().execute()).toHaveLength(1);
    await tidyAccess(opened.db, Date.now() + 12 * hour);
    expect(await opened.db.selectFrom('sessions').selectAll().execute()).toHaveLength(0);
  });
});

describe('its secret', () => {
  test('is replaced after an hour of use, and the old one is good for a minute more', async () => {
    const old = secretOf(browser);
    opened.passMs(hour);
    expect(await isIn(browser)).toBe(true);
    expect(secretOf(browser)).not.toBe(old);
    expect(await isIn(browser)).toBe(true);
    opened.passMs(minute - 1);
    expect(await isIn(withSecret(old))).toBe(true);
  });

  test('that is old ends the session, and is told of', async () => {
    const stolen = secretOf(browser);
    opened.passMs(hour);
    await isIn(browser);
    await isIn(browser);
    opened.passMs(minute);
    expect(await isIn(withSecret(stolen))).toBe(false);
    expect(await isIn(browser)).toBe(false);
    expect(await opened.entries('session.reuse')).toMatchObject([{ outcome: 'refused', code: owner.login }]);
  });

  test('that is older still ends it too', async () => {
    const stolen = secretOf(browser);
    for (let times = 0; times < 3; times++) {
      opened.passMs(hour);
      await isIn(browser);
      await isIn(browser);
    }
    expect(await isIn(withSecret(stolen))).toBe(false);
    expect(await isIn(browser)).toBe(false);
  });

  test('is given again where the answer that brought it was lost', async () => {
    const old = secretOf(browser);
    opened.passMs(hour);
    await isIn(withSecret(old));
    opened.passMs(10 * minute);
    expect(await isIn(browser)).toBe(true);
    expect(secretOf(browser)).not.toBe(old);
    expect(await isIn(browser)).toBe(true);
    expect(await opened.entries('session.reuse')).toEqual([]);
  });

  test('is replaced once where many requests come at a time', async () => {
    opened.passMs(hour);
    const many = Array.from({ length: 8 }, () => withSecret(secretOf(browser)));
    expect(await Promise.all(many.map(isIn))).toEqual(many.map(() => true));
    const given = new Set(many.map(secretOf).filter((secret) => secret !== secretOf(browser)));
    expect(given.size).toBe(1);
  });

  test('is not taken from outside: signing in makes a new one and ends what was there', async () => {
    const planted = secretOf(browser);
    const victim = withSecret(planted);
    await victim.call('session.signIn', { body: { login: owner.login, password: owner.password } });
    expect(secretOf(victim)).not.toBe(planted);
    expect(await isIn(victim)).toBe(true);
    expect(await isIn(withSecret(planted))).toBe(false);
  });

  test('that this installation never made is nobody’s, and ends nothing', async () => {
    const [id, when] = secretOf(browser).split('.');
    expect(await isIn(withSecret(`${id}.${when}.${'A'.repeat(43)}`))).toBe(false);
    expect(await isIn(withSecret('x'))).toBe(false);
    expect(await isIn(browser)).toBe(true);
  });

  test('does not stand in the database', async () => {
    const rows = await opened.db.selectFrom('sessions').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(secretOf(browser));
  });
});

describe('one’s own sessions', () => {
  test('are listed, last used first, the one in use marked', async () => {
    opened.passMs(minute);
    await signIn();
    expect(await browser.call('sessions.list')).toMatchObject({
      ok: true,
      value: [
        { method: 'link', current: true, address: '192.0.2.1' },
        { method: 'password', current: false },
      ],
    });
  });

  test('end at once when they are revoked, in other processes too', async () => {
    const other = await signIn();
    const elsewhere = await opened.open();
    const there = createBrowser(elsewhere, { cookies: other.cookies });
    expect(await isIn(there)).toBe(true);
    const told: string[] = [];
    elsewhere.onChange(() => told.push('changed'));
    const listed = await browser.call('sessions.list');
    const id = listed.ok ? (listed.value.find(({ current }) => !current)?.id ?? '') : '';
    expect(await elsewhere.isSignedIn(id)).toBe(true);
    expect(await browser.call('sessions.revoke', { params: { id } })).toMatchObject({ ok: true });
    expect(await isIn(other)).toBe(false);
    await elsewhere.directory.refresh();
    expect(told).toEqual(['changed']);
    expect(await isIn(there)).toBe(false);
    expect(await elsewhere.isSignedIn(id)).toBe(false);
    expect(await opened.entries('sessions.revoke')).toHaveLength(1);
  });

  test('of others cannot be revoked', async () => {
    expect(await browser.call('sessions.revoke', { params: { id: 'somebody' } })).toMatchObject({
      refusal: { kind: 'not_found' },
    });
  });

  test('end all but one', async () => {
    const others = [await signIn(), await signIn()];
    expect(await browser.call('sessions.revokeOthers')).toMatchObject({ value: { ended: 2 } });
    expect(await Promise.all([browser, ...others].map(isIn))).toEqual([true, false, false]);
  });

  test('end by signing out', async () => {
    const secret = secretOf(browser);
    await browser.call('session.signOut');
    expect(browser.cookies.has(cookie)).toBe(false);
    expect(await isIn(withSecret(secret))).toBe(false);
    expect(await opened.entries('session.signOut')).toHaveLength(1);
  });
});

describe('changing the password', () => {
  const next = 'four young red tractors';

  test('needs the current one, signs out everywhere else and renews the session here', async () => {
    const other = await signIn();
    const old = secretOf(browser);
    expect(await browser.call('profile.password', { body: { current: 'wrong wrong wrong', next } })).toMatchObject({
      refusal: { kind: 'forbidden' },
    });
    expect(await browser.call('profile.password', { body: { current: owner.password, next } })).toMatchObject({
      ok: true,
    });
    expect(secretOf(browser)).not.toBe(old);
    expect(await isIn(browser)).toBe(true);
    expect(await isIn(other)).toBe(false);
    const again = createBrowser(opened.access);
    const signedIn = await again.call('session.signIn', { body: { login: owner.login, password: next } });
    expect(signedIn).toMatchObject({ value: { step: 'done' } });
  });

  test('ends whoever goes on with the old secret', async () => {
    const stolen = secretOf(browser);
    await browser.call('profile.password', { body: { current: owner.password, next } });
    opened.passMs(minute);
    expect(await isIn(withSecret(stolen))).toBe(false);
  });

  test('refuses one that is not good enough, naming the field', async () => {
    const short = await browser.call('profile.password', { body: { current: owner.password, next: 'short' } });
    expect(short).toMatchObject({
      refusal: { kind: 'invalid', errors: [{ field: 'password', reason: expect.stringMatching(/^too_short/) }] },
    });
  });

  test('cannot be tried for ever by whoever found a session open', async () => {
    const guess = () => browser.call('profile.password', { body: { current: 'wrong wrong wrong', next } });
    for (let times = 0; times < 10; times++) expect(await guess()).toMatchObject({ refusal: { kind: 'forbidden' } });
    expect(await guess()).toMatchObject({ refusal: { kind: 'too_many_requests' } });
  });
});

test('one account has a hundred sessions at most: the one not used for the longest time ends', async () => {
  await browser.call('session.signOut');
  const first = await signIn();
  opened.passMs(1);
  const second = await signIn();
  for (let count = 0; count < 99; count++) {
    opened.passMs(1);
    await signIn();
  }
  expect([await isIn(first), await isIn(second)]).toEqual([false, true]);
});

test('one’s name and language can be changed', async () => {
  const put = await browser.call('profile.put', { body: { name: '王', language: 'zh-CN' } });
  expect(put).toMatchObject({ value: { name: '王', language: 'zh-CN' } });
  expect(await opened.entries('profile.put')).toHaveLength(1);
});
