// What a server on PostgreSQL survives: the database killed, paused, slow, late, or migrated by several at once.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openProgress } from '../../../server/src/pipeline/fold/progress.ts';
import { type Database, openDatabase, type PostgresOptions } from '../../../server/src/platform/database/index.ts';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';
import { createInProcessQueue } from '../../../server/src/platform/queue/adapters/in-process/index.ts';
import { startSource } from '../../harness/child.ts';
import { freePort } from '../../harness/free-port.ts';
import { type PostgresServer, postgresPassword, postgresUser, startPostgres } from '../../harness/postgres.ts';
import { describeWith } from '../../harness/requirements.ts';
import { until } from '../../harness/until.ts';

const log = createLog({ level: 'silent' });

describeWith({ postgres: true }, 'PostgreSQL', () => {
  let server: PostgresServer;
  let url: string;
  const opened: Database[] = [];

  async function open(settings: PostgresOptions['settings'] = {}, at = url): Promise<Database> {
    const database = await openDatabase({ url: at, log, settings });
    opened.push(database);
    return database;
  }

  const failureOf = (settings: PostgresOptions['settings'], at: string): Promise<string> =>
    open(settings, at).then(
      () => 'opened',
      (error: Error) => error.message,
    );
  const sleep = ({ db }: Database) =>
    db.selectNoFrom((e) => e.fn<string>('pg_sleep', [e.val(60)]).as('slept')).execute();
  const enterprises = ({ db }: Database) => db.selectFrom('enterprises').select('code').execute();
  const insert = (db: Database['db'], code: string) =>
    db.insertInto('enterprises').values({ code, name: code }).execute();

  beforeAll(async () => {
    server = await startPostgres();
  });
  beforeEach(async () => {
    url = await server.createDatabase();
  });
  afterEach(async () => {
    server.resume();
    for (const database of opened.splice(0)) await database.close();
  });
  afterAll(() => server.remove());

  test.each(['kill', 'stop'] as const)(
    'queries fail while the server is gone (%s) and work when it is back',
    async (end) => {
      const database = await open();
      await insert(database.db, 'committed');
      const idleInside = await database.db.startTransaction().execute();
      await insert(idleInside, 'uncommitted');
      const underWay = sleep(database).catch((error: Error) => error);
      await Promise.all([database.check(), database.check(), database.check()]);
      await until(
        async () => (await server.psql(url, "select 1 from pg_stat_activity where query ~ 'pg_sleep'")) !== '',
      );
      await server[end]();
      expect(await underWay).toBeInstanceOf(Error);
      await expect(insert(idleInside, 'too late')).rejects.toThrow();
      await expect(idleInside.rollback().execute()).rejects.toThrow();
      await expect(database.check()).rejects.toThrow();
      await server.start();
      await until(() => database.check().then(() => true));
      expect(await enterprises(database)).toEqual([{ code: 'committed' }]);
    },
  );

  test('work whose end could not be written down is not done again, and the rest goes on when the server is back', async () => {
    const { db } = await open();
    const metrics = createMetrics();
    const queue = createInProcessQueue({ db, log, metrics, clock: Date.now, retryDelayMs: 1, pollMs: 20 });
    const ran: unknown[] = [];
    const outage = Promise.withResolvers<void>();
    queue.handle('during', async ({ payload, attempts }) => {
      await outage.promise;
      ran.push(payload);
      if (payload === 'fails once' && attempts === 1) throw new Error('a message with U+0000: \0');
    });
    queue.start();
    for (const payload of ['succeeds', 'fails once']) await queue.add('during', payload, payload);
    await until(async () => (await queue.counts()).running === 2);
    await server.kill();
    outage.resolve();
    await until(() => ran.length === 2);
    await expect(queue.counts()).rejects.toThrow();
    // What is not in the database does not keep the metrics from being read.
    expect(await metrics.text()).toContain('takt_queue_jobs_total{kind="during",outcome="failed"} 1');
    await server.start();
    await until(async () => Object.values(await queue.counts()).every((count) => count === 0));
    expect(ran.sort()).toEqual(['fails once', 'fails once', 'succeeds']);
    await queue.close();
  });

  test('what ingest noted while the database was away is put down when it is back', async () => {
    const { db } = await open();
    const progress = openProgress(db);
    progress.note('known', 600_000, 600_000);
    await progress.persist();
    progress.note('known', 60_000, 120_000);
    progress.note('new', 120_000, 120_000);
    await server.kill();
    await expect(progress.persist()).rejects.toThrow();
    await server.start();
    await until(() => progress.persist().then(() => true));
    const watermarks = await db.selectFrom('fold_progress').selectAll().orderBy('watermark').execute();
    expect(watermarks).toEqual([
      { machine: 'new', watermark: 120_000 },
      { machine: 'known', watermark: 600_000 },
    ]);
    const late = await db.selectFrom('late_ranges').select(['machine', 'from_ms', 'to_ms']).execute();
    expect(late).toEqual([{ machine: 'known', from_ms: 60_000, to_ms: 120_000 }]);
  });

  test('a server that does not answer is given up, and used again when it answers', async () => {
    const database = await open({ connectTimeoutMs: 500, statementTimeoutMs: 100 });
    await insert(database.db, 'a');
    server.pause();
    await expect(enterprises(database)).rejects.toThrow();
    await expect(Promise.all([enterprises(database), enterprises(database)])).rejects.toThrow();
    server.resume();
    expect(await until(() => enterprises(database))).toEqual([{ code: 'a' }]);
  });

  test('a statement, a wait for a lock and an idle transaction end when they take too long', async () => {
    const database = await open({ statementTimeoutMs: 200, lockTimeoutMs: 100, idleInTransactionTimeoutMs: 1000 });
    await expect(sleep(database)).rejects.toThrow('statement timeout');
    const holder = await database.db.startTransaction().execute();
    await insert(holder, 'held');
    await expect(insert(database.db, 'held')).rejects.toThrow('lock timeout');
    await until(() => insert(database.db, 'held'));
    await expect(holder.commit().execute()).rejects.toThrow();
    await expect(holder.rollback().execute()).rejects.toThrow();
  });

  test('several that start at once on an empty database migrate it once', async () => {
    const children = [1, 2].map(() => startSource('test/integration/database/migrator.ts', [url]));
    await Promise.all([open(), open(), open()]);
    for (const child of children) {
      await until(() => child.exitCode !== null);
      expect([child.exitCode, child.output()]).toEqual([0, 'opened\n']);
    }
    const applied = await server.psql(url, 'select count(*), count(distinct name) from kysely_migration');
    expect(new Set(applied.split('|')).size).toBe(1);
  });

  test('a server that is not up yet is waited for', async () => {
    await server.stop();
    const opening = open();
    await server.start();
    await expect((await opening).check()).resolves.toBeUndefined();
  });

  test('a server that does not come is refused, naming the key and hiding the password', async () => {
    const nobody = `postgres://${postgresUser}:${postgresPassword}@127.0.0.1:${await freePort()}/takt?password=also`;
    const failure = await failureOf({ startTimeoutMs: 100 }, nobody);
    expect(failure).toMatch(/^TAKT_DATABASE_URL postgres:\/\/takt@127\.0\.0\.1:\d+\/takt was out of reach/);
    expect(failure).toContain('ECONNREFUSED');
  });

  test.each([
    ['a wrong password', (right: string) => right.replace(postgresPassword, 'wrong-secret'), 'authentication failed'],
    ['a database that does not exist', (right: string) => `${right}_gone`, 'does not exist'],
    ['a database of another encoding', (right: string) => right.replace(/test_\d+$/, 'latin'), 'LATIN1'],
    ['no URL at all', () => 'postgres://takt:secret@[', 'TAKT_DATABASE_URL'],
  ])('%s is refused at once, naming the key', async (_, change, reason) => {
    if (reason === 'LATIN1') {
      const latin = "create database latin template template0 encoding latin1 locale_provider libc locale 'C'";
      await server.psql(url, latin);
    }
    const failure = await failureOf({}, change(url));
    expect(failure).toContain('TAKT_DATABASE_URL');
    expect(failure).toContain(reason);
    expect(failure).not.toMatch(/secret|not-to-be-shown/);
  });
});
