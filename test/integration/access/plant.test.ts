// A running server shows each tenant its own plant, devices, KPIs and live values, and lets go of sockets whose right is over.
import type { LiveAnswer } from '@takt/model/api';
import { connectAsync } from 'mqtt';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signInAsAdministrator } from '../../harness/administrator.ts';
import { changeAccess, giveConsent, givenPeople, type TestPerson } from '../../harness/people.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { until } from '../../harness/until.ts';

const shifts = [{ code: 'a', name: 'Early', start: '06:00', end: '14:00' }];
const tenantOf = (mark: string, district: string) => ({
  enterprises: { [`${mark}-corp`]: { name: `${mark} Corporation` } },
  calendars: { [`${mark}-days`]: { name: `${mark} days`, enterprise: `${mark}-corp`, shifts } },
  sites: {
    [`${mark}-site`]: { enterprise: `${mark}-corp`, name: `${mark} site`, district, sector: 'C36', timeZone: 'UTC' },
  },
  workshops: { [`${mark}-shop`]: { site: `${mark}-site`, name: `${mark} shop`, calendar: `${mark}-days` } },
  lines: { [`${mark}-line`]: { workshop: `${mark}-shop`, name: `${mark} line` } },
  machines: { [`${mark}-mill`]: { line: `${mark}-line`, name: `${mark} mill`, idealCycleSeconds: 30 } },
});
const range = { from: Date.now() - 7_200_000, to: Date.now() };

let server: RunningServer;
let people: Record<'heronManager' | 'magpieAdmin' | 'officer' | 'leaving' | 'tokenless', TestPerson>;
const sockets: Socket[] = [];

beforeAll(async () => {
  server = await startServer();
  for (const tenant of [tenantOf('heron', 'xiaoshan'), tenantOf('magpie', 'yuhang')])
    await server.call('plant.put', { body: tenant as never });
  const manager = [{ role: 'plant_manager' as const, scope: 'site:heron-site' }];
  people = await givenPeople(server, {
    heronManager: manager,
    magpieAdmin: [{ role: 'enterprise_admin', scope: 'enterprise:magpie-corp' }],
    officer: [{ role: 'district_officer', scope: 'district:xiaoshan' }],
    leaving: manager,
    tokenless: manager,
  });
  const client = await connectAsync(server.mqttUrl, { reconnectPeriod: 0 });
  for (const mark of ['heron', 'magpie']) {
    const say = (machine: string, body: string) =>
      client.publishAsync(`takt/v1/${mark}-site/${machine}/telemetry`, body, { qos: 1 });
    await say(`${mark}-mill`, JSON.stringify({ at: Date.now(), state: 'producing', good: 1, load: 5 }));
    await say(`${mark}-stranger`, JSON.stringify({ at: Date.now(), temperature: 20 }));
    await say(`${mark}-mill`, `{"not JSON of ${mark}`);
    await say(`${mark}-mill`, JSON.stringify({ at: Date.now() + 3_600_000, good: 2 }));
  }
  await client.endAsync();
  await until(async () => (await server.call('quarantine.list', { query: { limit: 10 } })).length === 2);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => server?.stop());

function connect(options: { token?: string; cookie?: string }): Socket {
  const { token, cookie } = options;
  const socket = io(server.url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...(token && { auth: { token } }),
    ...(cookie && { extraHeaders: { cookie } }),
  });
  sockets.push(socket);
  return socket;
}
const watch = (socket: Socket, scope: string) =>
  socket.timeout(10_000).emitWithAck('watch', { scope }) as Promise<LiveAnswer>;
const refusal = (socket: Socket) =>
  new Promise<Error & { data?: unknown }>((resolve) => socket.once('connect_error', resolve));

describe('what answers hold', () => {
  it('lists, the plant and devices are one’s own, as many as asked for', async () => {
    const { heronManager, magpieAdmin } = people;
    for (const [person, own, other] of [
      [heronManager, 'heron', 'magpie'],
      [magpieAdmin, 'magpie', 'heron'],
    ] as const) {
      const answers = {
        plant: await person.call('plant.get', {}),
        machines: await person.call('machines.list', {}),
        calendars: await person.call('calendars.list', {}),
        pending: await person.call('pending.list', {}),
        refused: await person.call('refused.list', { query: { limit: 1 } }),
        quarantine: await person.call('quarantine.list', { query: { limit: 1 } }),
      };
      for (const [name, answer] of Object.entries(answers)) expect(JSON.stringify(answer), name).toContain(own);
      expect(JSON.stringify(answers)).not.toContain(other);
      expect([answers.refused, answers.quarantine, answers.pending].map(({ length }) => length)).toEqual([1, 1, 1]);
    }
  });

  it('KPIs go by level above the scope without naming others, and a district’s are nobody’s who needs consents', async () => {
    const query = { ...range, scope: 'workshop:heron-shop' as never };
    for (const by of ['site', 'enterprise', 'district'] as const) {
      const { rows } = await people.heronManager.call('kpis.query', { query: { ...query, by } });
      expect(rows).toHaveLength(1);
      expect(JSON.stringify(rows)).not.toContain('magpie');
    }
    await giveConsent(server, {
      enterprise: 'heron-corp',
      bureau: 'district:xiaoshan',
      groups: ['workshop_kpis', 'machine_kpis'],
    });
    await until(async () => (await people.officer.call('machines.list', {}).catch(() => [])).length === 1, {
      what: 'the consent',
    });
    await people.officer.call('kpis.query', { query });
    const district = { query: { ...range, scope: 'district:xiaoshan' as never, by: 'enterprise' as const } };
    expect(await people.officer.refused('kpis.query', district)).toMatchObject({ status: 404 });
  });

  it.each([
    ['kpis.query', { query: { ...range, scope: 'workshop:#-shop' } }],
    ['kpis.query', { query: { ...range, scope: 'site:#-site', by: 'machine' } }],
    ['timeline.query', { query: { ...range, scope: 'machine:#-mill' } }],
    ['stops.query', { query: { ...range, scope: 'line:#-line' } }],
    ['shifts.query', { query: { ...range, scope: 'workshop:#-shop' } }],
    ['restatements.list', { query: { scope: 'enterprise:#-corp' } }],
    ['machines.live', { params: { code: '#-mill' } }],
    ['calendars.get', { params: { code: '#-days' } }],
    ['definitions.list', { params: { code: '#-shop' } }],
  ] as const)('%s %j of somebody else is answered as of nobody', async (name, input) => {
    const ask = (mark: string) =>
      people.heronManager.refused(name, JSON.parse(JSON.stringify(input).replaceAll('#', mark)));
    const [foreign, none] = [await ask('magpie'), await ask('nowhere')];
    expect(foreign.status).toBe(404);
    expect(JSON.stringify(foreign).replaceAll('magpie', '#')).toBe(JSON.stringify(none).replaceAll('nowhere', '#'));
  });

  it('claiming says nothing of a code somebody else has, nor of a foreign line', async () => {
    const claim = (machine: string, line: string) =>
      people.heronManager.refused('pending.claim', {
        params: { site: 'heron-site', machine },
        body: { line, name: 'X', idealCycleSeconds: 1 },
      });
    expect(await claim('magpie-mill', 'heron-line')).toMatchObject({
      status: 403,
      detail: 'you may not write machine "magpie-mill"',
    });
    const foreign = await claim('heron-stranger', 'magpie-line');
    expect(foreign).toMatchObject({ status: 422 });
    expect(JSON.stringify(foreign)).not.toContain('magpie-site');
    const own = await people.heronManager.call('pending.claim', {
      params: { site: 'heron-site', machine: 'heron-stranger' },
      body: { line: 'heron-line', name: 'Claimed', idealCycleSeconds: 1 },
    });
    expect(own.code).toBe('heron-stranger');
  });
});

describe('sockets', () => {
  it('nobody connects without being known, and learns why', async () => {
    for (const options of [{}, { token: 'takt_nonsense' }, { cookie: 'takt_session=nonsense' }]) {
      const error = await refusal(connect(options));
      expect([error.message, error.data]).toEqual(['unauthorized', { code: 'unauthorized' }]);
    }
  });

  it('a token opens one’s own scopes; others are as unknown ones', async () => {
    const socket = connect({ token: people.heronManager.token });
    expect(await watch(socket, 'workshop:heron-shop')).toMatchObject({ ok: true });
    const [foreign, none] = [await watch(socket, 'workshop:magpie-shop'), await watch(socket, 'workshop:nowhere')];
    expect(foreign).toEqual({ ok: false, error: 'unknown_scope' });
    expect(none).toEqual(foreign);
  });

  it('the cookie of a session opens what its account may see', async () => {
    const socket = connect({ cookie: await signInAsAdministrator(server.url) });
    expect(await watch(socket, 'workshop:magpie-shop')).toMatchObject({ ok: true });
  });

  it('a bureau is told what was agreed to, which is logged; what is withdrawn is not told any more', async () => {
    const { officer } = people;
    const consent = await giveConsent(server, {
      enterprise: 'heron-corp',
      bureau: 'district:xiaoshan',
      groups: ['telemetry'],
    });
    const socket = connect({ token: officer.token });
    await until(async () => {
      const answer = await watch(socket, 'site:heron-site');
      return answer.ok && (answer.machines?.length ?? 0) > 0;
    });
    const logged = () =>
      changeAccess(server, (db) =>
        db.selectFrom('disclosures').selectAll().where('action', '=', 'watch').where('consent', '=', consent).execute(),
      );
    expect(await logged()).toMatchObject([
      { enterprise: 'heron-corp', permission: 'telemetry.read', scope: 'site:heron-site', bureau: 'district:xiaoshan' },
    ]);
    await watch(socket, 'site:heron-site');
    expect(await logged()).toHaveLength(1);
    const withdrawn = new Promise((resolve) => socket.once('withdrawn', resolve));
    await changeAccess(server, (db) =>
      db.updateTable('consents').set({ withdrawn_at: Date.now() }).where('id', '=', consent).execute(),
    );
    expect(await withdrawn).toEqual({ scope: 'site:heron-site', feed: 'values' });
  });

  const gone = (socket: Socket) => new Promise<string>((resolve) => socket.once('disconnect', resolve));

  it('whoever is disabled, signed out or has no token any more is cut off', async () => {
    const { leaving, tokenless } = people;
    const cookie = await signInAsAdministrator(server.url);
    const disabled = connect({ token: leaving.token });
    const signedOut = connect({ cookie });
    const revoked = connect({ token: tokenless.token });
    for (const socket of [disabled, signedOut, revoked]) await watch(socket, 'workshop:heron-shop');
    const ends = [disabled, signedOut, revoked].map(gone);
    await changeAccess(server, async (db) => {
      await db.updateTable('users').set({ state: 'disabled' }).where('id', '=', leaving.id).execute();
      await db.deleteFrom('api_tokens').where('id', '=', tokenless.tokenId).execute();
    });
    const headers = { cookie, origin: server.url };
    expect((await fetch(`${server.url}/api/v1/session`, { method: 'DELETE', headers })).ok).toBe(true);
    expect(await Promise.all(ends)).toEqual(Array(3).fill('io server disconnect'));
    expect((await refusal(connect({ token: leaving.token }))).message).toBe('unauthorized');
  });
});
