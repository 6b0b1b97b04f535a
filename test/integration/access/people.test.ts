// People at a started server: invited, at work, cut off; officers who see what enterprises agree to; sums that tell of nobody.
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../server/src/cli/program.ts';
import type { Terminal } from '../../../server/src/cli/terminal/index.ts';
import { createApiClient } from '../../harness/api-client.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { until } from '../../harness/until.ts';
import { base, connectDevice, minuteMs, send } from '../ingest/setup.ts';
import { administratorOf, invited, type Person } from './person.ts';
import { grant } from './stage.ts';

const codes = ['e1', 'e2', 'e3', 'e4', 'e5'];
const range = { from: base, to: base + 10 * minuteMs };
const inAYear = () => Date.now() + 365 * 86_400_000;
const named = <T>(prefix: string, of: (code: string) => T) =>
  Object.fromEntries(codes.map((code) => [`${prefix}${code}`, of(code)]));

/** Five enterprises in one district, each with one machine that made a piece a second for ten minutes. */
const plant = {
  enterprises: named('', (code) => ({ name: `Enterprise ${code}` })),
  sites: named('s-', (code) => ({
    enterprise: code,
    name: `Site ${code}`,
    district: 'xiaoshan',
    sector: 'C36',
    timeZone: 'Asia/Shanghai',
  })),
  workshops: named('w-', (code) => ({ site: `s-${code}`, name: 'W' })),
  lines: named('l-', (code) => ({ workshop: `w-${code}`, name: 'L' })),
  machines: named('m-', (code) => ({ line: `l-${code}`, name: 'M', idealCycleSeconds: 1 })),
};

let server: RunningServer;
let device: MqttClient;
let admin: Person;
let officer: Person;
let bosses: Person[];

const bossOf = (code: string): Person => bosses[codes.indexOf(code)] as Person;
const kpisOf = (code: string) => ({ query: { scope: `enterprise:${code}`, ...range } });
const consent = (enterprise: string, groups: ('aggregates' | 'workshop_kpis')[], until = inAYear()) => ({
  body: { enterprise, bureau: 'district:xiaoshan', groups, purpose: 'monthly statistics', until },
});

beforeAll(async () => {
  server = await startServer();
  await server.put('/api/v1/plant', plant);
  device = await connectDevice(server);
  for (const code of codes)
    for (let minute = 0; minute <= 10; minute++) {
      const body = { at: base + minute * minuteMs, state: 'producing', good: minute * 60, energy_kwh: minute };
      await send(device, `m-${code}`, body, `s-${code}`);
    }
  admin = await administratorOf(server);
  const admins = Object.fromEntries(
    codes.map((code) => [`boss-${code}`, [grant('enterprise_admin', `enterprise:${code}`)]]),
  );
  const people = { officer: [grant('district_officer', 'district:xiaoshan')], ...admins };
  [officer, ...bosses] = (await invited(server, admin, people)) as [Person, ...Person[]];
  await until(async () => {
    const query = { scope: 'district:xiaoshan', by: 'machine' as const, ...range };
    const { rows } = await admin.call('kpis.query', { query });
    return rows.length === codes.length && rows.every(({ facts }) => facts.good === 600);
  });
});
afterAll(async () => {
  await device?.endAsync(true);
  await server?.stop();
});

describe('somebody who is invited', () => {
  it('works where their role is, sees nothing else, and is cut off at once', async () => {
    const boss = bossOf('e1');
    const [operator] = (await invited(server, boss, { operator: [grant('operator', 'line:l-e1')] })) as [Person];
    const line = (code: string) => ({ query: { scope: `line:l-${code}`, ...range } });
    expect(await operator.status('kpis.query', line('e1'))).toBe(200);
    expect(await operator.status('kpis.query', line('e2'))).toBe(404);
    expect(await operator.status('users.list', {})).toBe(403);
    const params = { id: operator.id };
    expect(await bossOf('e2').status('users.get', { params })).toBe(404);
    await boss.call('users.put', { params, body: { name: 'Operator', state: 'disabled' } });
    expect(await operator.status('kpis.query', line('e1'))).toBe(401);
    expect((await boss.call('users.list', {})).map(({ login, state }) => [login, state])).toEqual([
      ['boss-e1', 'active'],
      ['operator', 'disabled'],
    ]);
  });

  it('gives others no more than is theirs to give', async () => {
    const give = (...grants: ReturnType<typeof grant>[]) =>
      bossOf('e1').text('users.invite', { body: { login: 'x-1', name: 'X', grants } });
    for (const [bad, field] of [
      [grant('platform_admin', 'platform'), 'grants.0.role'],
      [grant('plant_manager', 'site:s-e2'), 'grants.0.scope'],
    ] as const) {
      const { status, text } = await give(bad);
      expect([status, JSON.parse(text).errors[0].field]).toEqual([403, field]);
    }
  });
});

describe('an officer', () => {
  it('sees an enterprise from its consent to its withdrawal, and the enterprise sees who saw what', async () => {
    const boss = bossOf('e1');
    expect(await officer.status('kpis.query', kpisOf('e1'))).toBe(404);
    const { id } = await boss.call('consents.grant', consent('e1', ['workshop_kpis']));
    const { rows } = await officer.call('kpis.query', kpisOf('e1'));
    expect(rows[0]?.facts.good).toBe(600);
    await officer.call('kpis.query', kpisOf('e1'));
    expect(await officer.status('kpis.query', { query: { ...kpisOf('e1').query, by: 'machine' } })).toBe(404);
    expect(await officer.status('kpis.query', kpisOf('e2'))).toBe(404);

    const seen = await boss.call('disclosures.list', { query: {} });
    expect(seen.length).toBeGreaterThan(0);
    for (const one of seen)
      expect(one).toMatchObject({
        ...{ enterprise: 'e1', enterpriseName: 'Enterprise e1', consent: id, bureau: 'district:xiaoshan' },
        ...{ actor: `user:${officer.id}`, actorName: 'officer name', permission: 'kpi.read', action: 'kpis.query' },
        ...{ scope: 'enterprise:e1', ...range },
      });
    expect(seen.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect(await officer.call('disclosures.list', { query: {} })).toEqual(seen);
    expect(await bossOf('e2').call('disclosures.list', { query: {} })).toEqual([]);
    const csv = await boss.text('disclosures.export', { query: {} });
    expect(csv.text).toContain('officer name');

    expect(await officer.status('consents.withdraw', { params: { id } })).toBe(403);
    expect(await bossOf('e2').status('consents.withdraw', { params: { id } })).toBe(404);
    expect(await boss.call('consents.withdraw', { params: { id } })).toMatchObject({
      state: 'withdrawn',
      disclosures: 2,
    });
    expect(await officer.status('kpis.query', kpisOf('e1'))).toBe(404);
    expect(await boss.status('consents.withdraw', { params: { id } })).toBe(409);
  });

  it('sees nothing any more when the consent is over', async () => {
    await bossOf('e2').call('consents.grant', consent('e2', ['workshop_kpis'], Date.now() + 1500));
    expect(await officer.status('kpis.query', kpisOf('e2'))).toBe(200);
    await until(async () => (await officer.status('kpis.query', kpisOf('e2'))) === 404);
    expect((await officer.call('consents.list', { query: { enterprise: 'e2' } }))[0]?.state).toBe('expired');
  });
});

describe('sums over enterprises', () => {
  const sums = (who: Person) =>
    who.call('aggregates.query', { query: { district: 'xiaoshan', by: 'sector', ...range } });

  it('are published of five that agreed, not of four', async () => {
    for (const code of codes.slice(0, 4)) await bossOf(code).call('consents.grant', consent(code, ['aggregates']));
    const few = { enterprises: null, kpis: null, suppressed: 'few' };
    expect(await sums(officer)).toEqual({
      least: 5,
      rows: [
        { key: 'all', ...few },
        { key: 'C36', ...few },
      ],
    });
    const last = await bossOf('e5').call('consents.grant', consent('e5', ['aggregates']));
    for (const who of [officer, admin]) {
      const { rows } = await sums(who);
      expect(rows.map(({ key, enterprises, suppressed }) => [key, enterprises, suppressed])).toEqual([
        ['all', 5, null],
        ['C36', 5, null],
      ]);
      expect(rows[0]?.kpis).toMatchObject({ availability: 1, qualityRatio: 1, oee: 1 });
    }
    await bossOf('e5').call('consents.withdraw', { params: { id: last.id } });
    expect((await sums(officer)).rows[0]?.suppressed).toBe('few');
    // It is a sum, and tells of none of them.
    expect((await bossOf('e5').call('disclosures.list', { query: {} })).length).toBe(0);
  });

  it('are for bureaus, of their district', async () => {
    const query = { district: 'xiaoshan', ...range };
    expect(await bossOf('e1').status('aggregates.query', { query })).toBe(403);
    expect(await officer.status('aggregates.query', { query: { ...query, district: 'elsewhere' } })).toBe(404);
  });
});

describe('takt at the command line', () => {
  /** In this process: each start of another takes as long as all of it. */
  async function takt(...args: string[]) {
    const answers: string[] = [];
    const remarks: string[] = [];
    const terminal: Terminal = {
      say: (text) => void answers.push(text),
      sayJson: (value) => void answers.push(JSON.stringify(value)),
      note: (text) => void remarks.push(text),
      progress: () => ({ show: () => {}, end: () => {}, abandon: () => {} }),
    };
    const code = await run(args, { environment: { TAKT_DATA_DIR: server.directory }, terminal, clock: Date.now });
    return { code, out: answers.join('\n'), err: remarks.join('\n') };
  }

  it('invites, lists, resets and disables accounts of a running server', async () => {
    const invite = await takt('users', 'invite', 'ops@example.org', '--name', 'Ops', '--grant', 'auditor@platform');
    expect(invite).toMatchObject({ code: 0, out: expect.stringMatching(/\/invitation#\S{20,}/) });
    expect((await takt('users', 'invite', 'x-2', '--name', 'X', '--grant', 'operator@line:gone')).err).toMatch(
      /grants\.0\.scope there is no line:gone/,
    );
    const listed = JSON.parse((await takt('users', 'list', '--json')).out) as { login: string; state: string }[];
    expect(listed.find(({ login }) => login === 'ops@example.org')).toMatchObject({ state: 'invited' });
    expect((await takt('users', 'reset', 'boss-e4')).out).toMatch(/\/invitation#\S{20,}/);
    await until(async () => (await bossOf('e4').status('users.list', {})) === 401);
    expect((await takt('users', 'disable', 'boss-e3')).code).toBe(0);
    await until(async () => (await bossOf('e3').status('users.list', {})) === 401);
    expect(await takt('users', 'disable', 'administrator')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/last/),
    });
  });

  it('makes a token of somebody that works, for what they may', async () => {
    const make = (...permissions: string[]) =>
      takt('tokens', 'create', '--user', 'boss-e5', '--name', 'export', '--days', '7', '--permission', ...permissions);
    const { code, out } = await make('kpi.read');
    expect(code).toBe(0);
    const client = createApiClient(server.url, async () => /takt_\S+/.exec(out)?.[0]);
    await until(() => client.call('kpis.query', kpisOf('e5')));
    expect((await client.refused('kpis.query', kpisOf('e1'))).status).toBe(404);
    expect((await client.refused('tokens.list', {})).status).toBe(403);
    expect((await make('operations.write')).err).toMatch(/permissions\.0 operations\.write is in none of the roles/);
  });
});
