// Sites shared among processes over a real PostgreSQL: evenly, by one at a time, and taken over from whoever is gone.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../server/src/platform/database/index.ts';
import { createLeases, type LeaseOptions, type Leases } from '../../../server/src/platform/leases/index.ts';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';
import { metricIn } from '../../harness/api-client.ts';
import { type Child, startSource } from '../../harness/child.ts';
import { type PostgresServer, startPostgres } from '../../harness/postgres.ts';
import { describeWith } from '../../harness/requirements.ts';
import { until } from '../../harness/until.ts';

const log = createLog({ level: 'silent' });
const settings = { heartbeatMs: 50, expiryMs: 2000 };
const sites = (count: number) => new Map(Array.from({ length: count }, (_, n) => [`s${n}`, 1] as const));

interface Member {
  leases: Leases;
  events: string[];
  metrics: ReturnType<typeof createMetrics>;
}

describeWith({ postgres: true }, 'leases', () => {
  let server: PostgresServer;
  let url: string;
  let names: Map<string, number>;
  const databases: Database[] = [];
  const members: Member[] = [];
  const children: Child[] = [];
  /** Who uses what now, and whether ever two used one name. */
  const users = new Map<string, string>();
  const overlaps: string[] = [];

  async function member(name: string, options: Partial<LeaseOptions> = {}): Promise<Member> {
    const database = await openDatabase({ url, log });
    databases.push(database);
    const metrics = createMetrics();
    const events: string[] = [];
    const leases = createLeases({
      database,
      kind: 'site',
      member: name,
      names: () => names,
      async onGain(site) {
        if (users.has(site)) overlaps.push(`${site}: ${users.get(site)} and ${name}`);
        users.set(site, name);
        events.push(`gained ${site}`);
      },
      async onLose(site) {
        users.delete(site);
        events.push(`lost ${site}`);
      },
      settings,
      log,
      metrics,
      ...options,
    });
    const one = { leases, events, metrics };
    members.push(one);
    await leases.start();
    return one;
  }

  function child(name: string): Child {
    const source = 'test/integration/leases/member.ts';
    const started = startSource(source, [url, name, JSON.stringify(settings), [...names.keys()].join()]);
    children.push(started);
    return started;
  }

  const count = ({ leases }: Member) => leases.held().size;
  const counts = (of: Member[]) => of.map(count);
  const spreadAs = (of: Member[], wanted: number[]) =>
    until(() => counts(of).join() === wanted.join(), { what: `a spread of ${wanted.join()}` });
  const linesOf = (one: Child, what: string) =>
    one
      .output()
      .split('\n')
      .filter((line) => line.startsWith(what));
  const lostIn = async (one: Member, reason: string) =>
    metricIn(await one.metrics.text(), 'takt_leases_lost_total', { kind: 'site', reason });

  beforeAll(async () => {
    server = await startPostgres();
  });
  beforeEach(async () => {
    url = await server.createDatabase();
    names = sites(12);
    users.clear();
    overlaps.length = 0;
  });
  afterEach(async () => {
    for (const one of children.splice(0)) await one.kill();
    await Promise.all(members.splice(0).map(({ leases }) => leases.close()));
    for (const database of databases.splice(0)) await database.close();
  });
  afterAll(() => server.remove());

  test('one member holds everything, and each who joins gets its share without two using a site', async () => {
    const a = await member('a');
    expect(count(a)).toBe(12);
    const b = await member('b');
    await spreadAs([a, b], [6, 6]);
    const c = await member('c');
    await spreadAs([a, b, c], [4, 4, 4]);
    await until(() => users.size === 12);
    expect(new Set([a, b, c].flatMap(({ leases }) => [...leases.held()])).size).toBe(12);
    expect(overlaps).toEqual([]);
    expect(await lostIn(a, 'handed_over')).toBe(8);
    const text = await c.metrics.text();
    expect(metricIn(text, 'takt_leases_held', { kind: 'site' })).toBe(4);
    expect(metricIn(text, 'takt_leases_members', { kind: 'site' })).toBe(3);
    expect(metricIn(text, 'takt_leases_gained_total', { kind: 'site' })).toBe(4);
  });

  test('members who start together share without two using a site', async () => {
    const all = await Promise.all(['a', 'b', 'c'].map((name) => member(name)));
    await spreadAs(all, [4, 4, 4]);
    await until(() => users.size === 12);
    expect(overlaps).toEqual([]);
  });

  test('who leaves gives everything up at once, after it stopped using it', async () => {
    const [a, b] = [await member('a'), await member('b')];
    await spreadAs([a, b], [6, 6]);
    await a.leases.close();
    expect(count(a)).toBe(0);
    await spreadAs([b], [12]);
    await until(() => users.size === 12);
    expect(overlaps).toEqual([]);
    expect(await lostIn(a, 'closed')).toBe(6);
    expect(await server.psql(url, 'select count(*) from lease_members')).toBe('1');
  });

  test('nobody takes a site while its holder still takes time to stop using it', async () => {
    const finish = Promise.withResolvers<void>();
    const stopping: string[] = [];
    const a = await member('a', {
      async onGain() {},
      async onLose(site) {
        stopping.push(site);
        await finish.promise;
      },
    });
    const b = await member('b');
    await until(() => stopping.length === 6);
    const closing = a.leases.close();
    await until(() => stopping.length === 12);
    // Longer than what it holds is valid without a renewal.
    await new Promise((resolve) => setTimeout(resolve, settings.expiryMs * 1.5));
    expect(count(b)).toBe(0);
    expect(stopping.every((site) => a.leases.holds(site) && a.leases.certain(site))).toBe(true);
    finish.resolve();
    await closing;
    await spreadAs([b], [12]);
  });

  test('sites that come are taken, sites that go are given up', async () => {
    const [a, b] = [await member('a'), await member('b')];
    await spreadAs([a, b], [6, 6]);
    names = new Map([...names, ['new 1', 1], ['new 2', 1]]);
    await spreadAs([a, b], [7, 7]);
    names = sites(4);
    await spreadAs([a, b], [2, 2]);
    expect([...users.keys()].every((site) => names.has(site))).toBe(true);
    expect((await lostIn(a, 'removed')) + (await lostIn(b, 'removed'))).toBe(10);
  });

  test('a site that cannot be put to use is tried again until it can', async () => {
    let tries = 0;
    names = sites(1);
    const a = await member('a', {
      async onGain() {
        tries++;
        if (tries < 3) throw new Error('not yet');
      },
    });
    await until(() => tries === 3 && count(a) === 1);
    expect(await lostIn(a, 'failed')).toBe(2);
    expect(a.events).toEqual([]);
  });

  test('what a killed process held is taken over by the others', async () => {
    const killed = child('killed');
    await until(() => linesOf(killed, 'gained').length === 12);
    const [a, b] = [await member('a'), await member('b')];
    await spreadAs([a, b], [4, 4]);
    await killed.kill();
    await spreadAs([a, b], [6, 6]);
    expect(overlaps).toEqual([]);
    expect([...users.keys()].sort()).toEqual([...names.keys()].sort());
  });

  test('a process that was stopped doubts at once what it holds, and loses what others took meanwhile', async () => {
    const stopped = child('stopped');
    const a = await member('a');
    await until(() => linesOf(stopped, 'gained').length >= 6 && count(a) === 6);
    stopped.pause();
    await spreadAs([a], [12]);
    expect(linesOf(stopped, 'doubts')).toEqual([]);
    stopped.resume();
    await until(() => linesOf(stopped, 'lost').length >= 6);
    const output = stopped.output();
    expect(output.indexOf('doubts')).toBeGreaterThan(0);
    expect(output.indexOf('doubts')).toBeLessThan(output.lastIndexOf('lost'));
    await spreadAs([a], [6]);
  });

  test('while the database is away everybody keeps what they hold without certainty, and nothing moves when it is back', async () => {
    const all = [await member('a'), await member('b')];
    await spreadAs(all, [6, 6]);
    await until(() => users.size === 12);
    const before = all.map(({ events }) => events.length);
    const held = all.map(({ leases }) => [...leases.held()].sort());
    const certain = () => all.map(({ leases }) => [...leases.held()].filter(leases.certain).length);
    expect(certain()).toEqual([6, 6]);
    await server.kill();
    await until(() => certain().join() === '0,0', { what: 'the end of certainty' });
    expect(all.map(({ leases }) => [...leases.held()].sort())).toEqual(held);
    await server.start();
    await until(() => certain().join() === '6,6', { what: 'certainty' });
    await new Promise((resolve) => setTimeout(resolve, settings.expiryMs));
    expect(all.map(({ leases }) => [...leases.held()].sort())).toEqual(held);
    expect(all.map(({ events }) => events.length)).toEqual(before);
  });

  test('a site whose row shows another holder is lost', async () => {
    names = sites(1);
    const a = await member('a');
    await server.psql(url, `update leases set member = 'other', until = until + 3600000`);
    await until(() => a.events.includes('lost s0'));
    expect(a.leases.holds('s0')).toBe(false);
    expect(await lostIn(a, 'taken')).toBe(1);
  });

  test('two members of one name are two', async () => {
    const all = [await member('same'), await member('same')];
    await spreadAs(all, [6, 6]);
    await until(() => users.size === 12);
    expect(overlaps).toEqual([]);
  });

  test('kinds are shared each for itself', async () => {
    const [a, b] = [await member('a'), await member('b', { kind: 'other' })];
    await spreadAs([a, b], [12, 12]);
  });
});
