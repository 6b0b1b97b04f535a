// Access of two processes over one PostgreSQL and one Redis: what one of them ends is over in the other, and limits count in both.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tidyAccess } from '../../../server/src/access/housekeeping.ts';
import type { Access } from '../../../server/src/access/index.ts';
import { createLink } from '../../../server/src/access/sign-in/links.ts';
import { offerSetupToken } from '../../../server/src/access/sign-in/setup-link.ts';
import { createRedisBus } from '../../../server/src/platform/bus/adapters/redis/index.ts';
import { createRedisCounters } from '../../../server/src/platform/counters/adapters/redis/index.ts';
import { type Database, openDatabase } from '../../../server/src/platform/database/index.ts';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';
import { connectRedis } from '../../../server/src/platform/redis/index.ts';
import { startPostgres } from '../../harness/postgres.ts';
import { startRedis } from '../../harness/redis.ts';
import { describeWith } from '../../harness/requirements.ts';
import { until } from '../../harness/until.ts';
import {
  accessOver,
  type Browser,
  codeOf,
  createBrowser,
  isIn,
  makeOwner,
  owner,
} from '../../unit/server/access/fixture.ts';

const log = createLog({ level: 'silent' });
const ending: (() => Promise<unknown>)[] = [];

describeWith({ postgres: true, redis: true }, 'processes that share accounts', () => {
  let here: Access;
  let there: Access;
  let database: Database;
  let browser: Browser;

  beforeAll(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    ending.push(
      () => postgres.remove(),
      () => redis.stop(),
    );
    const url = await postgres.createDatabase();
    database = await openDatabase({ url, log });
    ending.push(database.close);
    expect(await offerSetupToken(database.db, Date.now())).toBeDefined();
    expect(await offerSetupToken(database.db, Date.now())).toBeUndefined();
    here = await oneProcess(url, redis.url);
    there = await oneProcess(url, redis.url);
    browser = await makeOwner(here);
    await until(() => there.directory.byLogin(owner.login));
  });
  afterAll(async () => {
    for (const end of ending.reverse()) await end();
  });

  async function oneProcess(url: string, redisUrl: string): Promise<Access> {
    const own = await openDatabase({ url, log });
    ending.push(own.close);
    const redis = await connectRedis({ url: redisUrl, log, metrics: createMetrics() });
    ending.push(redis.close);
    const bus = await createRedisBus({ redis, log });
    ending.push(bus.close);
    const access = await accessOver(own.db, {
      counters: createRedisCounters(redis),
      manyProcesses: true,
      onWritten: () => bus.publish('access', null),
    });
    await bus.subscribe('access', () => void access.directory.refresh());
    await access.start();
    return access;
  }

  /** The same browser, whichever process it reaches. */
  const at = (access: Access, of: Browser) => createBrowser(access, { cookies: of.cookies });
  const signIn = async (access: Access, address?: string) => {
    const visitor = createBrowser(access, address === undefined ? {} : { address });
    const answer = await visitor.call('session.signIn', { body: { login: owner.login, password: owner.password } });
    return { visitor, answer };
  };

  test('a session of one is a session of all, and ends in all', async () => {
    const { visitor } = await signIn(there);
    expect(await isIn(at(here, visitor))).toBe(true);
    await at(here, visitor).call('session.signOut');
    await until(async () => !(await isIn(at(there, visitor))));
  });

  test('a second factor, a recovery code and a link hold in all', async () => {
    const { password } = owner;
    const begun = await browser.call('secondFactor.begin', { body: { password } });
    const secret = begun.ok ? begun.value.secret : '';
    const confirmed = await at(there, browser).call('secondFactor.confirm', {
      body: { code: codeOf(secret, Date.now()) },
    });
    const [recovery = ''] = confirmed.ok ? confirmed.value.recoveryCodes : [];
    await until(() => here.directory.byLogin(owner.login)?.hasSecondFactor);
    const { visitor, answer } = await signIn(here);
    const ticket = answer.ok && answer.value.step === 'second_factor' ? answer.value.ticket : '';
    const entered = await at(there, visitor).call('session.secondFactor', { body: { ticket, code: recovery } });
    expect(entered).toMatchObject({ ok: true });
    expect(await at(there, visitor).call('secondFactor.remove', { body: { password } })).toMatchObject({ ok: true });
    const userId = here.directory.byLogin(owner.login)?.id ?? '';
    const link = await createLink(database.db, { userId, kind: 'reset', createdBy: 'test', now: Date.now() });
    const token = link.path.split('#')[1] ?? '';
    const accept = (access: Access) =>
      createBrowser(access).call('invitation.accept', { body: { token, name: owner.name, password } });
    const accepted = await Promise.all([accept(here), accept(there)]);
    expect(accepted.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('failures count in all', async () => {
    const guess = (access: Access, count: number) =>
      createBrowser(access, { address: `198.51.100.${count}` }).call('session.signIn', {
        body: { login: owner.login, password: 'wrong wrong wrong' },
      });
    for (let count = 0; count < 5; count++)
      expect(await guess(count % 2 === 0 ? here : there, count)).toMatchObject({ refusal: { kind: 'unauthorized' } });
    expect((await signIn(here, '203.0.113.1')).answer).toMatchObject({ refusal: { kind: 'too_many_requests' } });
    expect((await signIn(there, '203.0.113.2')).answer).toMatchObject({ refusal: { kind: 'too_many_requests' } });
  });

  test('what is over is taken away', async () => {
    await tidyAccess(database.db, Date.now() + 8 * 86_400_000);
    for (const table of ['sessions', 'links', 'tickets'] as const)
      expect(await database.db.selectFrom(table).selectAll().execute()).toEqual([]);
  });
});
