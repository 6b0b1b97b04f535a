// A started server knows its devices by what their enterprise's administrator issued them: real agents and devices, with and without TLS.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CredentialIssue, IssuedCredential } from '@takt/model/devices';
import { jsonTopic } from '@takt/model/topics';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type RunningAgent, startAgent } from '../../harness/agent.ts';
import { metricIn } from '../../harness/api-client.ts';
import { givenPeople, type TestPerson } from '../../harness/people.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { type ScriptedAdapter, startAdapter } from '../edge-agent/adapter.ts';

const shifts = [{ code: 'a', name: 'Early', start: '06:00', end: '14:00' }];
const plantOf = (mark: string) => ({
  enterprises: { [`${mark}-corp`]: { name: `${mark} Corporation` } },
  calendars: { [`${mark}-days`]: { name: `${mark} days`, enterprise: `${mark}-corp`, shifts } },
  sites: {
    [`${mark}-site`]: {
      enterprise: `${mark}-corp`,
      name: `${mark} site`,
      district: 'xiaoshan',
      sector: 'C36',
      timeZone: 'UTC',
    },
  },
  workshops: { [`${mark}-shop`]: { site: `${mark}-site`, name: `${mark} shop`, calendar: `${mark}-days` } },
  lines: { [`${mark}-line`]: { workshop: `${mark}-shop`, name: `${mark} line` } },
  machines: Object.fromEntries(
    ['mill', 'lathe', 'press', 'saw'].map((noun) => [
      `${mark}-${noun}`,
      { line: `${mark}-line`, name: `${mark} ${noun}`, idealCycleSeconds: 30 },
    ]),
  ),
});

let server: RunningServer;
let people: Record<'heronAdmin' | 'magpieAdmin' | 'wrenAdmin' | 'wrenManager', TestPerson>;
let temp: TempDirectory;
let ca: string;
const agents: RunningAgent[] = [];
const adapters: ScriptedAdapter[] = [];
const clients: MqttClient[] = [];

beforeAll(async () => {
  server = await startServer({ env: { TAKT_MQTT_ANONYMOUS: 'false', TAKT_MQTT_TLS_PORT: '0' } });
  for (const mark of ['heron', 'magpie']) await server.call('plant.put', { body: plantOf(mark) as never });
  // Nothing below it, so that it may go.
  const { enterprises, calendars, sites } = plantOf('wren');
  await server.call('plant.put', { body: { enterprises, calendars, sites } as never });
  people = await givenPeople(server, {
    heronAdmin: [{ role: 'enterprise_admin', scope: 'enterprise:heron-corp' }],
    magpieAdmin: [{ role: 'enterprise_admin', scope: 'enterprise:magpie-corp' }],
    wrenAdmin: [{ role: 'enterprise_admin', scope: 'enterprise:wren-corp' }],
    wrenManager: [{ role: 'plant_manager', scope: 'site:wren-site' }],
  });
  temp = await createTempDirectory('embedded');
  ca = (await server.call('authority.get', {})).certificate;
  await writeFile(join(temp.path, 'ca.crt'), ca);
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true);
  for (const agent of agents.splice(0)) await agent.kill();
  for (const adapter of adapters.splice(0)) await adapter.close();
});
afterAll(async () => {
  await server?.stop();
  await temp?.remove();
});

const issue = (by: TestPerson, site: string, name: string, body: CredentialIssue) =>
  by.call('credentials.issue', { params: { site, name }, body });
const secretOf = (issued: IssuedCredential) => (issued.method === 'password' ? issued.secret : '');
const secureUrl = () => `mqtts://127.0.0.1:${server.mqttTlsPort}`;

async function connect(url: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await connectAsync(url, { reconnectPeriod: 0, ca, ...options }, false);
  client.on('error', () => {});
  clients.push(client);
  return client;
}
const say = (client: MqttClient, site: string, machine: string, body: object) =>
  client.publishAsync(jsonTopic(site, machine), JSON.stringify({ at: Date.now(), ...body }), { qos: 1 });
const metric = async (name: string, labels = {}) => metricIn((await server.text('/metrics')).text, name, labels);

/** An agent of one machine whose adapter says the numbers it is told to. */
async function agentOf(node: string, machine: string, mqtt: object) {
  const adapter = await startAdapter();
  adapters.push(adapter);
  const directory = join(temp.path, node);
  const agent = await startAgent(temp.path, {
    site: 'heron-site',
    node,
    dataDir: directory,
    mqtt: { caFile: 'ca.crt', ...mqtt },
    drivers: [{ kind: 'shdr', port: adapter.port, machine, reconnectMs: 50 }],
  });
  agents.push(agent);
  await until(() => adapter.connections() > 0, { what: 'the agent at its adapter' });
  const started = Date.now();
  let said = 0;
  return {
    agent,
    /** One reading a millisecond, each with the next number. */
    count(more: number) {
      for (let index = 0; index < more; index++, said++)
        adapter.say(`${new Date(started + said).toISOString()}|count|${said}\n`);
    },
    /** How many different readings of it the server has. */
    async stored() {
      const query = { signal: 'count', from: started, to: started + 10_000, points: 5000 };
      const { points } = await people.heronAdmin.call('machines.history', { params: { code: machine }, query });
      return points.reduce((sum, { count }) => sum + count, 0);
    },
  };
}

test('whoever has no credential, or a wrong one, says nothing on either port', async () => {
  for (const url of [server.mqttUrl, secureUrl()]) {
    await expect(connect(url)).rejects.toThrow(/[Nn]ot authorized/);
    const wrong = { username: 'heron-site/heron-press', password: 'guessed' };
    await expect(connect(url, wrong)).rejects.toThrow(/[Bb]ad user ?name or password/);
  }
  expect(await metric('takt_mqtt_refused_total', { reason: 'not_authenticated' })).toBeGreaterThanOrEqual(4);
});

test('the authority the platform gives away is the one to check its broker by', async () => {
  await expect(connect(secureUrl(), { ca: [] })).rejects.toThrow(/certificate/);
});

test('a device speaks with the password or certificate its enterprise’s administrator issued, with TLS and without', async () => {
  const { heronAdmin } = people;
  const password = secretOf(
    await issue(heronAdmin, 'heron-site', 'heron-press', { kind: 'device', method: 'password' }),
  );
  const known = { username: 'heron-site/heron-press', password };
  const saw = await issue(heronAdmin, 'heron-site', 'heron-saw', { kind: 'device', method: 'certificate' });
  if (saw.method !== 'certificate') throw new Error('it is a password');
  expect(saw.authority).toBe(ca);
  const shown = { cert: saw.certificate, key: saw.key ?? '' };

  await say(await connect(server.mqttUrl, known), 'heron-site', 'heron-press', { good: 1 });
  await say(await connect(secureUrl(), known), 'heron-site', 'heron-press', { scrap: 2 });
  await say(await connect(secureUrl(), shown), 'heron-site', 'heron-saw', { good: 3 });
  const value = (code: string, signal: string) =>
    until(async () => {
      const { signals } = await heronAdmin.call('machines.live', { params: { code } });
      return signals.find((each) => each.signal === signal)?.value;
    });
  expect([
    await value('heron-press', 'good'),
    await value('heron-press', 'scrap'),
    await value('heron-saw', 'good'),
  ]).toEqual([1, 2, 3]);
});

test('what is another site’s is neither issued nor spoken for', async () => {
  const { heronAdmin, magpieAdmin } = people;
  const wish = { kind: 'node', method: 'password' } as const;
  const refusal = async (site: string) => {
    const problem = await magpieAdmin.refused('credentials.issue', { params: { site, name: 'edge-9' }, body: wish });
    return JSON.stringify(problem).replaceAll(site, '…');
  };
  expect(await refusal('heron-site')).toBe(await refusal('site-of-nobody'));
  expect(await refusal('heron-site')).toContain('404');
  const password = secretOf(await issue(magpieAdmin, 'magpie-site', 'edge-1', wish));
  const before = await metric('takt_mqtt_refused_total', { reason: 'not_allowed' });
  const client = await connect(secureUrl(), { username: 'magpie-site/edge-1', password });
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  client.publish(jsonTopic('heron-site', 'heron-lathe'), '{"good":7}', { qos: 1 }, () => {});
  await closed;
  expect(await metric('takt_mqtt_refused_total', { reason: 'not_allowed' })).toBe(before + 1);
  const { signals } = await heronAdmin.call('machines.live', { params: { code: 'heron-lathe' } });
  expect(signals).toEqual([]);
  const listed = await heronAdmin.call('credentials.list', { query: {} });
  expect(listed.filter(({ site }) => site !== 'heron-site')).toEqual([]);
});

test('a revoked agent is cut at once and counted, keeps what its machine says, and sends it with its next password', async () => {
  const { heronAdmin } = people;
  const wish = { kind: 'node', method: 'password', machines: ['heron-mill'] } as const;
  const file = join(temp.path, 'edge-1.password');
  const hand = async () =>
    writeFile(
      file,
      secretOf(await issue(heronAdmin, 'heron-site', 'edge-1', { ...wish, machines: [...wish.machines] })),
    );
  await hand();
  const mqtt = { url: secureUrl(), username: 'heron-site/edge-1', passwordFile: 'edge-1.password' };
  const edge = await agentOf('edge-1', 'heron-mill', mqtt);
  edge.count(20);
  await until(async () => (await edge.stored()) === 20, { what: 'the first readings' });

  const cuts = await metric('takt_mqtt_access_cut_total');
  await heronAdmin.call('credentials.revoke', { params: { site: 'heron-site', name: 'edge-1' } });
  await until(() => edge.agent.output().includes('"lost"') || /refused|let in/.test(edge.agent.output()));
  expect(await metric('takt_mqtt_access_cut_total')).toBe(cuts + 1);
  edge.count(20);
  expect(await edge.stored()).toBe(20);

  await hand();
  await until(async () => (await edge.stored()) === 40, { what: 'what the outbox kept' });
});

test('an agent proves itself with a certificate', async () => {
  const issued = await issue(people.heronAdmin, 'heron-site', 'edge-2', { kind: 'node', method: 'certificate' });
  if (issued.method !== 'certificate') throw new Error('it is a password');
  await writeFile(join(temp.path, 'edge-2.crt'), issued.certificate);
  await writeFile(join(temp.path, 'edge-2.key'), issued.key ?? '');
  const mqtt = { url: secureUrl(), certFile: 'edge-2.crt', keyFile: 'edge-2.key' };
  const edge = await agentOf('edge-2', 'heron-lathe', mqtt);
  edge.count(5);
  await until(async () => (await edge.stored()) === 5, { what: 'its readings' });
});

test('with an overlap the old password goes on beside the new one, and nobody is cut', async () => {
  const { magpieAdmin } = people;
  const at = { params: { site: 'magpie-site', name: 'magpie-saw' } };
  const old = secretOf(await issue(magpieAdmin, 'magpie-site', 'magpie-saw', { kind: 'device', method: 'password' }));
  const username = 'magpie-site/magpie-saw';
  const connected = await connect(server.mqttUrl, { username, password: old });
  const fresh = secretOf(await magpieAdmin.call('credentials.rotate', { ...at, body: { overlapHours: 1 } }));
  await say(connected, 'magpie-site', 'magpie-saw', { good: 1 });
  for (const password of [old, fresh]) await connect(server.mqttUrl, { username, password });
  await magpieAdmin.call('credentials.rotate', { ...at, body: { overlapHours: 0 } });
  for (const password of [old, fresh])
    await expect(connect(server.mqttUrl, { username, password })).rejects.toThrow(/[Bb]ad user ?name or password/);
});

test('with a site go its devices’ credentials and the roles over it, with an enterprise its consents; the code finds none of them again', async () => {
  const { magpieAdmin, wrenAdmin, wrenManager } = people;
  const wish = { kind: 'device', method: 'password' } as const;
  const password = secretOf(await issue(wrenManager, 'wren-site', 'wren-press', wish));
  const known = { username: 'wren-site/wren-press', password };
  const device = await connect(server.mqttUrl, known);
  const cut = new Promise<void>((resolve) => device.once('close', () => resolve()));
  const consent = await wrenAdmin.call('consents.grant', {
    body: {
      enterprise: 'wren-corp',
      bureau: 'district:xiaoshan',
      groups: ['telemetry'],
      purpose: 'a programme',
      until: Date.now() + 86_400_000,
    },
  });

  await wrenAdmin.call('sites.remove', { params: { code: 'wren-site' } });
  await cut;
  await expect(connect(server.mqttUrl, known)).rejects.toThrow(/[Bb]ad user ?name or password/);
  await until(async () => (await wrenManager.text('/api/v1/sites')).status === 403, { what: 'the end of the role' });
  await server.call('calendars.remove', { params: { code: 'wren-days' } });
  await server.call('enterprises.remove', { params: { code: 'wren-corp' } });
  await until(async () => (await wrenAdmin.text('/api/v1/users')).status === 403, { what: 'the end of the role' });
  const consents = await server.call('consents.list', { query: { enterprise: 'wren-corp' } });
  expect(consents.map(({ id, withdrawnAt }) => [id, withdrawnAt !== null])).toEqual([[consent.id, true]]);

  const site = { enterprise: 'magpie-corp', name: 'Nest', district: 'xiaoshan', sector: 'C36', timeZone: 'UTC' };
  await magpieAdmin.call('sites.put', { params: { code: 'wren-site' }, body: site as never });
  expect(await wrenManager.text('/api/v1/sites/wren-site')).toMatchObject({ status: 403 });
  await expect(connect(server.mqttUrl, known)).rejects.toThrow(/[Bb]ad user ?name or password/);
  const users = await magpieAdmin.call('users.list', {});
  expect(users.map(({ login }) => login)).toEqual(['magpieAdmin']);
  const listed = await magpieAdmin.call('credentials.list', { query: { site: 'wren-site' } });
  expect(listed).toEqual([]);
  const { credential } = await issue(magpieAdmin, 'wren-site', 'wren-press', wish);
  expect(credential).toMatchObject({
    state: 'active',
    issuedBy: 'Name of magpieAdmin (tests)',
    revokedBy: null,
    lastUsedAt: null,
  });
  const own = await magpieAdmin.call('audit.list', { query: { limit: 100 } });
  expect(JSON.stringify(own)).not.toContain('Name of wren');

  const log = await server.call('audit.list', { query: { limit: 100 } });
  const told = log.filter(({ action, outcome }) => outcome === 'done' && /revoke|grants|withdraw/.test(action));
  const about = told.map(({ action, code, actorName }) => [action, code, actorName]);
  expect(about).toContainEqual(['credentials.revoke', 'wren-site/wren-press', 'Name of wrenAdmin (tests)']);
  expect(about).toContainEqual(['users.grants', 'wrenManager', 'Name of wrenAdmin (tests)']);
  expect(about).toContainEqual(['users.grants', 'wrenAdmin', 'Administrator (tests)']);
  expect(about).toContainEqual(['consents.withdraw', consent.id, 'Administrator (tests)']);
});
