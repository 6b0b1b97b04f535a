// What an operator asks of an installation on the command line: settings, tables, plant, work that was given up, readings aside.
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, openDatabaseAsIs } from '../../../server/src/platform/database/index.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { takt } from '../../harness/takt.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { expectFacts } from '../ingest/setup.ts';
import { auditIn, fill, plantFile, range, temporary } from './plant.ts';

let place: TempDirectory;
let server: RunningServer;
let env: { TAKT_DATA_DIR: string };

beforeAll(async () => {
  place = await createTempDirectory('cli');
  env = { TAKT_DATA_DIR: join(place.path, 'data') };
  await takt(['seed', await plantFile(place.path)], env);
  server = await startServer({ directory: env.TAKT_DATA_DIR });
  await fill(server);
});
afterAll(async () => {
  await server.stop();
  await place.remove();
});

describe('takt check', () => {
  it('tells the profile and its parts, and shows no secret', async () => {
    const settings = {
      TAKT_DATABASE_URL: 'postgres://takt:hunter2@db:5432/takt',
      TAKT_INFLUX_URL: 'http://influx:8086',
      TAKT_INFLUX_TOKEN: 'hunter3',
      TAKT_REDIS_URL: 'redis://:hunter4@redis:6379',
      TAKT_MQTT_URL: 'mqtts://takt:hunter5@broker:8883',
      TAKT_ROLES: 'ingest',
      TAKT_SECRET_KEY: 'ab'.repeat(32),
    };
    const text = await takt(['check'], settings);
    expect(text).toMatchObject({ code: 0, err: '' });
    expect(text.out).toMatch(/profile +production/);
    expect(text.out).toMatch(/PostgreSQL, postgres:\/\/takt:\*\*\*@db:5432\/takt/);
    const json = await takt(['check', '--json'], settings);
    expect(JSON.parse(json.out)).toMatchObject({ ok: true, profile: 'production', roles: ['ingest'] });
    expect(text.out + json.out).not.toContain('hunter');
  });

  it('names everything that is wrong at once', async () => {
    const wrong = { TAKT_HTTP_PORT: 'eighty', TAKT_ROLS: 'x' };
    const text = await takt(['check'], wrong);
    expect(text.code).toBe(1);
    expect(text.err).toMatch(/TAKT_ROLS is not known.*TAKT_ROLES/);
    expect(text.err).toMatch(/TAKT_HTTP_PORT must be a port/);
    const json = await takt(['check', '--json'], wrong);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, errors: [expect.any(String), expect.any(String)] });
    const other = await takt(['quarantine'], wrong);
    expect(other).toMatchObject({ code: 1, err: expect.stringMatching(/configuration is refused:.*TAKT_HTTP_PORT/s) });
  });
});

describe('takt', () => {
  it('ends with 2 where it is used wrongly, and with 0 where help was asked for', async () => {
    expect((await takt(['--help'])).code).toBe(0);
    expect((await takt(['help', 'backup'])).out).toContain('--registry-only');
    for (const args of [[], ['no-such'], ['seed'], ['refold'], ['jobs', '--limit', '0'], ['check', '--loud']]) {
      expect(await takt(args), args.join(' ')).toMatchObject({ code: 2, out: '' });
    }
  });
});

describe('takt migrate', () => {
  it('brings tables up to date, once, and shows which are', async () => {
    const directory = await temporary('migrate');
    const old = await openDatabaseAsIs({ path: join(directory, 'takt.db') });
    await old.migrations.apply('0001-foundation');
    await old.close();
    const there = { TAKT_DATA_DIR: directory };
    const before = await takt(['migrate', '--status'], there);
    expect(before.out).toMatch(/0001-foundation +applied 20.*\n0002-plant-changes +not applied/);
    const applied = await takt(['migrate'], there);
    expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('0002-plant-changes applied') });
    expect((await takt(['migrate'], there)).out).toBe('the database is up to date\n');
    expect((await takt(['migrate', '--status'], there)).out).not.toContain('not applied');
  });

  it('beside a running server that is up to date changes nothing', async () => {
    expect((await takt(['migrate'], env)).out).toBe('the database is up to date\n');
  });
});

describe('takt seed', () => {
  it('beside a running server, which knows the change a moment later, and says what it did', async () => {
    const file = await plantFile(await temporary('seed'), (text) => text.replace('name: lathe', 'name: 车床'));
    expect((await takt(['seed', file], env)).out).toContain('0 created, 1 changed, 8 unchanged');
    expect((await takt(['seed', file], env)).out).toContain('0 created, 0 changed, 9 unchanged');
    await until(async () => (await server.call('machines.get', { params: { code: 'lathe' } })).name === '车床');
  });

  it.each([
    ['a running server', async () => env],
    ['none', async () => ({ TAKT_DATA_DIR: join(await temporary('seed'), 'data') })],
  ])('refuses by line what is wrong, with %s', async (_, settings) => {
    const directory = await temporary('seed');
    const field = await plantFile(directory, (text) =>
      text.replace('timeZone: Asia/Shanghai', 'timeZone: Asia/Nowhere'),
    );
    const there = await settings();
    expect(await takt(['seed', field], there)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/sites\.s\.timeZone .*\(line \d+\)/),
    });
    const yaml = await plantFile(directory, (text) => `${text}\n  bad: [`);
    expect(await takt(['seed', yaml], there)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/line \d+, column/),
    });
    expect(await takt(['seed', join(directory, 'none.yaml')], there)).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot be read'),
    });
  });
});

describe('takt quarantine', () => {
  it('shows what was kept aside and why, for people and for machines', async () => {
    const text = await takt(['quarantine'], env);
    expect(text.out).toMatch(/^received +machine +signal +at +value +reason\n\S+ +s\/press +good +\S+ +1 +future\n$/);
    expect(JSON.parse((await takt(['quarantine', '--json'], env)).out)).toMatchObject([
      { machine: 'press', signal: 'good', value: '1', reason: 'future' },
    ]);
  });
});

describe('takt jobs', () => {
  it('shows dead jobs, has them done again, and forgets them', async () => {
    const directory = await temporary('jobs');
    const there = { TAKT_DATA_DIR: directory };
    const { db, close } = await openDatabase({ path: join(directory, 'takt.db') });
    const job = { payload: '{"a":1}', attempts: 8, run_at: 1_790_000_000_000, created_at: 1 };
    const dead = { ...job, state: 'dead', error: 'the store\ndoes not answer' } as const;
    const rows = ['m1', 'm2'].map((key) => ({ ...dead, kind: 'fold', key }));
    await db.insertInto('jobs').values(rows).execute();
    expect((await takt(['jobs'], there)).out).toBe('0 waiting, 0 running, 2 dead\n');
    expect((await takt(['jobs', '--dead'], there)).out).toMatch(
      /2 +fold +m2 +8 +2026-\S+ +the store does not answer\n1 +fold/,
    );
    expect(JSON.parse((await takt(['jobs', '--dead', '--json'], there)).out)).toMatchObject({
      counts: { dead: 2 },
      dead: [{ id: '2', payload: { a: 1 } }, { id: '1' }],
    });
    expect((await takt(['jobs', 'rerun', '1'], there)).out).toBe('job 1 waits again\n');
    expect((await takt(['jobs', 'discard', '2'], there)).out).toBe('job 2 is forgotten\n');
    expect(await takt(['jobs', 'rerun', '2'], there)).toMatchObject({
      code: 1,
      err: expect.stringContaining('no dead job 2'),
    });
    expect(await db.selectFrom('jobs').select(['key', 'state', 'attempts']).execute()).toMatchObject([
      { key: 'm1', state: 'waiting', attempts: 0 },
    ]);
    const audited = await db.selectFrom('audit_entries').select(['actor', 'action', 'code']).orderBy('id').execute();
    expect(audited.map(({ actor, action, code }) => [actor, action, code])).toEqual([
      ['command_line', 'jobs.rerun', '1'],
      ['command_line', 'jobs.discard', '2'],
    ]);
    await close();
  });
});

describe('takt refold', () => {
  const asked = ['--from', String(range.from), '--to', String(range.to)];

  it.each([
    [['--scope', 'line:none', ...asked], 'no machine within line:none'],
    [['--scope', 'machine:press', '--from', String(range.to), '--to', String(range.from)], 'to must be after from'],
    [
      ['--scope', 'machine:press', '--from', String(range.from), '--to', '2999-01-01T00:00Z'],
      'must not be in the future',
    ],
  ])('refuses %j', async (args, reason) => {
    expect(await takt(['refold', ...args], env)).toMatchObject({ code: 1, err: expect.stringContaining(reason) });
  });

  it('refuses a scope and a time nobody can read as wrong usage', async () => {
    expect(await takt(['refold', '--scope', 'press', ...asked], env)).toMatchObject({ code: 2 });
    const naive = ['--scope', 'machine:press', '--from', '2026-01-01T00:00', '--to', String(range.to)];
    expect(await takt(['refold', ...naive], env)).toMatchObject({ code: 2, err: expect.stringContaining('time zone') });
  });

  it('puts the range down for the next server, and waits until it is done', async () => {
    const directory = join(await temporary('refold'), 'data');
    await server.stop();
    await cp(env.TAKT_DATA_DIR, directory, { recursive: true });
    server = await startServer({ directory: env.TAKT_DATA_DIR });
    const there = { TAKT_DATA_DIR: directory };
    const put = await takt(['refold', '--scope', 'workshop:w', ...asked, '--reason', 'a test'], there);
    expect(put).toMatchObject({ code: 0, out: '2 machines will be folded again\n' });
    expect(put.err).toContain('no server runs');
    const waiting = takt(['refold', '--scope', 'machine:press', ...asked, '--wait'], there);
    await until(() => waitingRanges(directory, 3));
    const next = await startServer({ directory });
    try {
      expect(await waiting).toMatchObject({ code: 0, out: expect.stringContaining('done') });
      await expectFacts(next, 'press', [range.from, range.to], { good: 210 });
    } finally {
      await next.stop();
    }
    const entry = (await auditIn(directory)).entries.filter(({ action }) => action === 'facts.refold').at(-1);
    expect(entry).toMatchObject({
      code: 'machine:press',
      actor: 'command_line',
      actor_name: expect.stringMatching(/^cli:/),
    });
  });
});

async function waitingRanges(directory: string, count: number): Promise<boolean> {
  const { db, close } = await openDatabase({ path: join(directory, 'takt.db') });
  const rows = await db.selectFrom('late_ranges').select('id').execute();
  await close();
  return rows.length === count;
}
