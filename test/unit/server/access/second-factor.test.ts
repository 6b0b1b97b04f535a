import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stepOfCode } from '../../../../server/src/access/second-factor/totp.ts';
import { type Browser, codeOf, createBrowser, isIn, type OpenedAccess, openAccessForTests, owner } from './fixture.ts';

const step = 30_000;
const minute = 60_000;

let opened: OpenedAccess;
let browser: Browser;
beforeEach(async () => {
  opened = await openAccessForTests();
  browser = await opened.makeOwner();
});
afterEach(() => opened.close());

const { password } = owner;
/** Turns it on; the secret and the recovery codes. */
async function turnOn() {
  const begun = await browser.call('secondFactor.begin', { body: { password } });
  if (!begun.ok) throw new Error(begun.refusal.detail);
  const { secret, uri } = begun.value;
  const confirmed = await browser.call('secondFactor.confirm', { body: { code: codeOf(secret, Date.now()) } });
  if (!confirmed.ok) throw new Error(confirmed.refusal.detail);
  return { secret, uri, recoveryCodes: confirmed.value.recoveryCodes };
}
async function ticketOf(visitor: Browser): Promise<string> {
  const answer = await visitor.call('session.signIn', { body: { login: owner.login, password } });
  if (!answer.ok || answer.value.step !== 'second_factor') throw new Error(JSON.stringify(answer));
  return answer.value.ticket;
}
const stranger = (address = '198.51.100.7') => createBrowser(opened.access, { address });
async function enter(code: string, visitor = stranger()): Promise<string> {
  const ticket = await ticketOf(visitor);
  const answer = await visitor.call('session.secondFactor', { body: { ticket, code } });
  return answer.ok ? 'in' : answer.refusal.kind;
}

/** RFC 6238 appendix B, SHA-1, of which six digits are used. */
test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('the code at %i s is that of RFC 6238', (seconds, code) => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  expect(stepOfCode(secret, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
  expect(stepOfCode(secret, code, seconds * 1000 + step)).toBe(Math.floor(seconds / 30));
  expect(stepOfCode(secret, code, seconds * 1000 + 2 * step)).toBeUndefined();
});

describe('the second factor', () => {
  test('is asked for once it is on, and a code is taken once', async () => {
    const { secret, uri } = await turnOn();
    expect(uri).toMatch(/^otpauth:\/\/totp\/Takt:wang\?/);
    opened.passMs(step);
    const code = codeOf(secret, Date.now());
    expect(await enter(code)).toBe('in');
    expect(await enter(code)).toBe('unauthorized');
    opened.passMs(step);
    const visitor = stranger();
    expect(await enter(codeOf(secret, Date.now()), visitor)).toBe('in');
    expect(await isIn(visitor)).toBe(true);
    const listed = await visitor.call('sessions.list');
    expect(listed.ok && listed.value.find(({ current }) => current)?.method).toBe('second_factor');
  });

  test('is not on before a code was given, nor by a wrong one', async () => {
    const begun = await browser.call('secondFactor.begin', { body: { password } });
    const secret = begun.ok ? begun.value.secret : '';
    const wrong = codeOf(secret, Date.now() + 10 * minute);
    expect(await browser.call('secondFactor.confirm', { body: { code: wrong } })).toMatchObject({
      refusal: { kind: 'forbidden' },
    });
    expect(await stranger().call('session.signIn', { body: { login: owner.login, password } })).toMatchObject({
      value: { step: 'done' },
    });
  });

  test('does not stand in the database', async () => {
    const { secret, recoveryCodes } = await turnOn();
    const rows = [await opened.db.selectFrom('users').selectAll().execute()];
    const all = JSON.stringify([...rows, await opened.db.selectFrom('recovery_codes').selectAll().execute()]);
    for (const text of [secret, ...recoveryCodes]) expect(all).not.toContain(text);
  });

  test('signs out elsewhere and renews the session here when it is turned on', async () => {
    const other = stranger();
    await other.call('session.signIn', { body: { login: owner.login, password } });
    const before = browser.cookies.get('takt_session');
    await turnOn();
    expect(browser.cookies.get('takt_session')).not.toBe(before);
    expect([await isIn(browser), await isIn(other)]).toEqual([true, false]);
  });

  test('is turned off with the password only', async () => {
    await turnOn();
    const remove = (given: string) => browser.call('secondFactor.remove', { body: { password: given } });
    expect(await remove('wrong wrong wrong')).toMatchObject({ refusal: { kind: 'forbidden' } });
    expect(await remove(password)).toMatchObject({ ok: true });
    expect(await remove(password)).toMatchObject({ refusal: { kind: 'conflict' } });
    expect(await stranger().call('session.signIn', { body: { login: owner.login, password } })).toMatchObject({
      value: { step: 'done' },
    });
    expect(await opened.entries('secondFactor.remove')).toMatchObject([{ outcome: 'refused' }, { outcome: 'done' }]);
  });
});

describe('a ticket', () => {
  test('takes five codes', async () => {
    const { secret } = await turnOn();
    opened.passMs(step);
    // By the known browser, which strangers' locks do not hold up.
    const ticket = await ticketOf(browser);
    const give = (code: string) => browser.call('session.secondFactor', { body: { ticket, code } });
    for (let count = 0; count < 5; count++)
      expect(await give(codeOf(secret, Date.now() + 10 * minute))).toMatchObject({ refusal: { kind: 'unauthorized' } });
    expect(await give(codeOf(secret, Date.now()))).toMatchObject({ refusal: { kind: 'unauthorized' } });
  });

  test('is good for five minutes', async () => {
    const { secret } = await turnOn();
    const visitor = stranger();
    const ticket = await ticketOf(visitor);
    opened.passMs(5 * minute);
    const answer = await visitor.call('session.secondFactor', { body: { ticket, code: codeOf(secret, Date.now()) } });
    expect(answer).toMatchObject({ refusal: { kind: 'unauthorized' } });
  });

  test('does not begin the count of failures anew: whoever has the password guesses no codes', async () => {
    const { secret } = await turnOn();
    for (let count = 0; count < 5; count++) {
      const wrong = codeOf(secret, Date.now() + 10 * minute);
      expect(await enter(wrong, stranger(`198.51.100.${count}`))).toBe('unauthorized');
    }
    const locked = await stranger('203.0.113.1').call('session.signIn', { body: { login: owner.login, password } });
    expect(locked).toMatchObject({ refusal: { kind: 'too_many_requests' } });
  });
});

describe('recovery codes', () => {
  test('are ten, each good once, however they are typed', async () => {
    const { recoveryCodes } = await turnOn();
    expect(new Set(recoveryCodes).size).toBe(10);
    const [first = '', second = ''] = recoveryCodes;
    expect(await enter(first)).toBe('in');
    expect(await enter(first)).toBe('unauthorized');
    expect(await enter(second.toUpperCase().replaceAll('-', ' '))).toBe('in');
  });

  test('end when there are new ones', async () => {
    const { recoveryCodes } = await turnOn();
    const renewed = await browser.call('secondFactor.recoveryCodes', { body: { password } });
    expect(await enter(recoveryCodes[0] ?? '')).toBe('unauthorized');
    expect(await enter(renewed.ok ? (renewed.value.recoveryCodes[0] ?? '') : '')).toBe('in');
  });
});
