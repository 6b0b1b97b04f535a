import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPasswordHasher } from '../../../../server/src/access/passwords/hash.ts';
import { createLink } from '../../../../server/src/access/sign-in/links.ts';
import { metricIn } from '../../../harness/api-client.ts';
import {
  type Browser,
  createBrowser,
  isIn,
  type OpenedAccess,
  openAccessForTests,
  owner,
  passwordCost,
} from './fixture.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

let opened: OpenedAccess;
let known: Browser;
beforeEach(async () => {
  opened = await openAccessForTests();
  known = await opened.makeOwner();
});
afterEach(() => opened.close());

const stranger = (address = '198.51.100.7') => createBrowser(opened.access, { address });
const tryAs = (browser: Browser, password: string, login = owner.login) =>
  browser.call('session.signIn', { body: { login, password } });
const kindOf = (outcome: Awaited<ReturnType<typeof tryAs>>) => (outcome.ok ? 'in' : outcome.refusal.kind);
const waitOf = (outcome: Awaited<ReturnType<typeof tryAs>>) => (outcome.ok ? undefined : outcome.refusal.retryAfterMs);

async function failTimes(times: number, login = owner.login): Promise<void> {
  for (let count = 0; count < times; count++) {
    const failed = await tryAs(stranger(`198.51.100.${count}`), 'wrong wrong wrong', login);
    expect(kindOf(failed)).toBe('unauthorized');
  }
}

describe('signing in', () => {
  test('takes the login in any case', async () => {
    expect(kindOf(await tryAs(stranger(), owner.password, ' WANG '))).toBe('in');
  });

  test('answers the same for no account, a wrong password, and accounts that are disabled or invited', async () => {
    const answers = [await tryAs(stranger(), 'wrong wrong wrong'), await tryAs(stranger(), owner.password, 'nobody')];
    for (const state of ['disabled', 'invited'] as const) {
      await opened.db.updateTable('users').set({ state }).execute();
      answers.push(await tryAs(stranger(), owner.password));
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(kindOf(answers[0] as (typeof answers)[0])).toBe('unauthorized');
  });

  test('is told of, also where it is refused, and never with the password', async () => {
    await tryAs(stranger(), 'my secret words', 'nobody');
    await tryAs(stranger(), owner.password);
    const entries = await opened.entries('session.signIn');
    expect(entries).toMatchObject([
      { outcome: 'refused', code: 'nobody', actor: 'anonymous', address: '198.51.100.7' },
      { outcome: 'done', code: owner.login },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/my secret words|three old blue/);
  });

  test('makes a hash of more work where it was made with less', async () => {
    const weak = await createPasswordHasher({ ...passwordCost, passes: 1 }).hash(owner.password);
    await opened.db.updateTable('users').set({ password_hash: weak }).execute();
    expect(kindOf(await tryAs(stranger(), owner.password))).toBe('in');
    const { password_hash } = await opened.db.selectFrom('users').select('password_hash').executeTakeFirstOrThrow();
    expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=64,t=2,p=1\$/);
    expect(kindOf(await tryAs(stranger(), owner.password))).toBe('in');
  });
});

describe('after failures', () => {
  test.each([owner.login, 'nobody'])(
    '%s is locked for 30 s, then twice as long each time, 15 minutes at most',
    async (login) => {
      await failTimes(5, login);
      const waits: (number | undefined)[] = [];
      for (let times = 0; times < 7; times++) {
        const wait = waitOf(await tryAs(stranger(`203.0.113.${times}`), 'wrong wrong wrong', login)) ?? 0;
        waits.push(wait);
        opened.passMs(wait);
        expect(kindOf(await tryAs(stranger(`203.0.113.${times}`), 'wrong wrong wrong', login))).toBe('unauthorized');
      }
      expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900].map((seconds) => seconds * 1000));
    },
  );

  test('the right password does not open a locked account, and does when the lock is over', async () => {
    await failTimes(5);
    expect(kindOf(await tryAs(stranger(), owner.password))).toBe('too_many_requests');
    opened.passMs(30_000);
    expect(kindOf(await tryAs(stranger(), owner.password))).toBe('in');
    await failTimes(4);
    expect(kindOf(await tryAs(stranger(), owner.password))).toBe('in');
  });

  test('its owner gets in meanwhile with a browser that was signed in before', async () => {
    await failTimes(5);
    await known.call('session.signOut');
    expect(kindOf(await tryAs(known, owner.password))).toBe('in');
    expect(kindOf(await tryAs(stranger(), owner.password))).toBe('too_many_requests');
  });

  test('of a known browser only that browser is held up', async () => {
    await known.call('session.signOut');
    for (let count = 0; count < 10; count++) await tryAs(known, 'wrong wrong wrong');
    expect(kindOf(await tryAs(known, owner.password))).toBe('too_many_requests');
    expect(kindOf(await tryAs(stranger(), owner.password))).toBe('in');
    opened.passMs(15 * minute);
    expect(kindOf(await tryAs(known, owner.password))).toBe('in');
  });

  test('many at once see each other', async () => {
    const tries = Array.from({ length: 12 }, (_, count) => tryAs(stranger(`198.51.100.${count}`), 'wrong wrong wrong'));
    const kinds = (await Promise.all(tries)).map(kindOf);
    expect(kinds.filter((kind) => kind === 'unauthorized')).toHaveLength(5);
    expect(kinds.filter((kind) => kind === 'too_many_requests')).toHaveLength(7);
  });

  test('30 from one address hold that address up for ten minutes, whichever accounts they were at', async () => {
    for (let count = 0; count < 30; count++) await tryAs(stranger(), 'wrong wrong wrong', `somebody${count}`);
    const refused = await tryAs(stranger(), owner.password);
    expect(kindOf(refused)).toBe('too_many_requests');
    expect(waitOf(refused)).toBeLessThanOrEqual(10 * minute);
    expect(kindOf(await tryAs(stranger('198.51.100.8'), owner.password))).toBe('in');
    opened.passMs(10 * minute);
    expect(kindOf(await tryAs(stranger(), owner.password))).toBe('in');
  });

  test('whoever succeeds is not counted: a plant may come from one address', async () => {
    for (let count = 0; count < 35; count++) expect(kindOf(await tryAs(stranger(), owner.password))).toBe('in');
  });

  test('a flood does not fill the audit log, whose entries tell how many there were', async () => {
    for (let count = 0; count < 90; count++) await tryAs(stranger(), 'wrong wrong wrong', `somebody${count}`);
    const entries = await opened.entries('session.signIn');
    expect(entries).toHaveLength(10 + 3);
    expect(JSON.parse(entries.at(-1)?.after ?? '')).toEqual({ reason: 'limited', refusals: 80 });
  });

  test('they are counted', async () => {
    await failTimes(5);
    await tryAs(stranger(), 'wrong wrong wrong');
    const text = await opened.metrics.text();
    expect(metricIn(text, 'takt_sign_in_total', { outcome: 'refused' })).toBe(5);
    expect(metricIn(text, 'takt_sign_in_total', { outcome: 'locked' })).toBe(1);
    expect(metricIn(text, 'takt_sessions')).toBe(1);
  });
});

describe('a link', () => {
  const next = 'four young red tractors';
  const userIdOf = async () => (await opened.db.selectFrom('users').select('id').executeTakeFirstOrThrow()).id;
  async function tokenFor(kind: 'invitation' | 'reset'): Promise<string> {
    const { path } = await createLink(opened.db, {
      userId: await userIdOf(),
      kind,
      createdBy: 'test',
      now: Date.now(),
    });
    return path.split('#')[1] ?? '';
  }

  test('sets the password once, signs in here and out elsewhere', async () => {
    await opened.db.updateTable('users').set({ state: 'invited', password_hash: null }).execute();
    const token = await tokenFor('invitation');
    const invited = stranger();
    expect(await invited.call('invitation.look', { body: { token } })).toMatchObject({
      value: { kind: 'invitation', login: owner.login, expiresAt: Date.now() + 7 * day },
    });
    const accept = () => invited.call('invitation.accept', { body: { token, name: 'New', password: next } });
    expect(await accept()).toMatchObject({ value: { step: 'done', me: { name: 'New' } } });
    expect(await isIn(invited)).toBe(true);
    expect(await isIn(known)).toBe(false);
    expect(await accept()).toMatchObject({ refusal: { kind: 'not_found' } });
    expect(kindOf(await tryAs(stranger(), next))).toBe('in');
    expect(await opened.entries('invitation.accept')).toMatchObject([{ outcome: 'done' }, { outcome: 'refused' }]);
  });

  test('to reset is good for a day, and ends the locks', async () => {
    const late = await tokenFor('reset');
    opened.passMs(day);
    expect(await stranger().call('invitation.look', { body: { token: late } })).toMatchObject({
      refusal: { kind: 'not_found' },
    });
    await failTimes(5);
    const token = await tokenFor('reset');
    const accepted = await stranger().call('invitation.accept', { body: { token, name: 'Wang', password: next } });
    expect(accepted).toMatchObject({ value: { step: 'done' } });
    expect(kindOf(await tryAs(stranger(), next))).toBe('in');
  });

  test('made later ends the one before, and a bad password uses up none', async () => {
    const first = await tokenFor('reset');
    const second = await tokenFor('reset');
    const accept = (token: string, password: string) =>
      stranger().call('invitation.accept', { body: { token, name: 'Wang', password } });
    expect(await accept(first, next)).toMatchObject({ refusal: { kind: 'not_found' } });
    expect(await accept(second, 'wangwangwang')).toMatchObject({ refusal: { kind: 'invalid' } });
    expect(await accept(second, next)).toMatchObject({ ok: true });
  });

  test('of a disabled account is none', async () => {
    const token = await tokenFor('reset');
    await opened.db.updateTable('users').set({ state: 'disabled' }).execute();
    expect(await stranger().call('invitation.look', { body: { token } })).toMatchObject({
      refusal: { kind: 'not_found' },
    });
  });

  test('cannot be guessed for long from one address', async () => {
    const guess = () => stranger().call('invitation.look', { body: { token: 'x'.repeat(43) } });
    for (let count = 0; count < 30; count++) expect(await guess()).toMatchObject({ refusal: { kind: 'not_found' } });
    expect(await guess()).toMatchObject({ refusal: { kind: 'too_many_requests' } });
  });
});
