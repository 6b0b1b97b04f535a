import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { offerSetupToken, replaceSetupToken } from '../../../../server/src/access/sign-in/setup-link.ts';
import { createBrowser, type OpenedAccess, openAccessForTests, owner } from './fixture.ts';

const day = 86_400_000;

let opened: OpenedAccess;
beforeEach(async () => {
  opened = await openAccessForTests();
});
afterEach(() => opened.close());

const complete = (token: string, password = owner.password) =>
  createBrowser(opened.access).call('setup.complete', { body: { token, ...owner, password } });

describe('the link for the first account', () => {
  test('makes one account, once', async () => {
    const token = await replaceSetupToken(opened.db, Date.now());
    expect(await complete('x'.repeat(43))).toMatchObject({ refusal: { kind: 'forbidden' } });
    expect(await complete(token, 'password1234')).toMatchObject({
      refusal: { kind: 'invalid', errors: [{ field: 'password' }] },
    });
    expect(await complete(token)).toMatchObject({ value: { login: owner.login } });
    expect(await complete(token)).toMatchObject({ refusal: { kind: 'conflict' } });
    expect(await opened.entries('setup.complete')).toMatchObject([{ outcome: 'refused' }, { outcome: 'done' }]);
  });

  test('said by one process is kept by others for a day, then made anew', async () => {
    await opened.db.deleteFrom('setup').execute();
    const first = (await offerSetupToken(opened.db, Date.now())) ?? '';
    opened.passMs(day - 1);
    expect(await offerSetupToken(opened.db, Date.now())).toBeUndefined();
    opened.passMs(1);
    expect(await complete(first)).toMatchObject({ refusal: { kind: 'forbidden' } });
    const second = (await offerSetupToken(opened.db, Date.now())) ?? '';
    expect(await complete(second)).toMatchObject({ ok: true });
  });

  test('cannot be guessed for long', async () => {
    for (let count = 0; count < 30; count++) await complete('x'.repeat(43));
    expect(await complete('x'.repeat(43))).toMatchObject({ refusal: { kind: 'too_many_requests' } });
  });
});
