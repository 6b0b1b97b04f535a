// Credentials on a real Mosquitto with its dynamic-security plugin: what changes in Takt takes effect at the broker at once.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IssuedCredential } from '@takt/model/devices';
import { deviceTopic, jsonTopic, nodeTopic, stateTopic } from '@takt/model/topics';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  type Authority,
  makeAuthority,
  openAuthority,
} from '../../../server/src/devices/credentials/authority/index.ts';
import {
  createMosquittoSync,
  type DeviceCredentials,
  type MosquittoSync,
  openDeviceCredentials,
} from '../../../server/src/devices/credentials/index.ts';
import { brokerFile } from '../../../server/src/devices/credentials/mosquitto/file.ts';
import { system } from '../../../server/src/platform/caller.ts';
import { type Database, openDatabase } from '../../../server/src/platform/database/index.ts';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createDynamicSecurity } from '../../../server/src/platform/mqtt/adapters/mosquitto/index.ts';
import { freePort } from '../../harness/free-port.ts';
import { bootstrapFile, type Mosquitto, startMosquitto } from '../../harness/mosquitto.ts';
import { describeWith, dynamicSecurityPlugin } from '../../harness/requirements.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';

const ann = { actor: 'user:1', actorName: 'Ann', address: null };
const log = createLog({ level: 'silent' });
const users = { 'takt-admin': 'admin secret', takt: 'server secret', health: 'health secret' };

describeWith({ mosquitto: true, dynamicSecurity: true }, 'Mosquitto with dynamic security', () => {
  let directory: TempDirectory;
  let file: string;
  let broker: Mosquitto;
  let securePort: number;
  let database: Database;
  let authority: Authority;
  let credentials: DeviceCredentials;
  let sync: MosquittoSync;
  let names = 0;
  const clients: MqttClient[] = [];

  beforeAll(async () => {
    directory = await createTempDirectory('dynamic-security');
    file = join(directory.path, 'dynamic-security.json');
    const source = await makeAuthority(Date.now());
    authority = await openAuthority({ clock: Date.now, source });
    const server = await authority.issueServer({ hosts: ['127.0.0.1', 'localhost'], days: 1 });
    const pem = (name: string, text: string) => writeFileSync(join(directory.path, name), text);
    pem('ca.crt', authority.certificate);
    pem('broker.crt', server.certificate);
    pem('broker.key', server.key);
    writeFileSync(file, JSON.stringify(bootstrapFile(users)));
    securePort = await freePort();
    broker = await startMosquitto({
      anonymous: false,
      settings: [
        `plugin ${dynamicSecurityPlugin()}`,
        `plugin_opt_config_file ${file}`,
        `listener ${securePort} 127.0.0.1`,
        `cafile ${directory.path}/ca.crt`,
        `certfile ${directory.path}/broker.crt`,
        `keyfile ${directory.path}/broker.key`,
        'require_certificate true',
        'use_subject_as_username true',
      ],
    });
    database = await openDatabase({ path: join(directory.path, 'takt.db') });
    const { db } = database;
    const clock = Date.now;
    const sites = () => ['s1'];
    const audit = async () => {};
    credentials = await openDeviceCredentials({ db, clock, log, sites, authority: source, audit, broker: true });
    const url = `mqtt://takt-admin:${encodeURIComponent(users['takt-admin'])}@127.0.0.1:${broker.port}`;
    const dynamicSecurity = createDynamicSecurity({ url, clientId: 'takt-security', log });
    sync = createMosquittoSync({ broker: dynamicSecurity, db, authority: credentials.authority, clock, log });
    credentials.gate.onWritten(() => void sync.push().catch(() => undefined));
    await until(() => dynamicSecurity.connected, { what: 'the administrator of the broker' });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.endAsync(true);
  });
  afterAll(async () => {
    await sync?.close();
    await credentials?.close();
    await database?.close();
    await broker?.stop();
    await directory?.remove();
  });

  async function connect(options: IClientOptions, url = broker.url): Promise<MqttClient> {
    const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, connectTimeout: 5000, ...options }, false);
    client.on('error', () => {});
    clients.push(client);
    return client;
  }
  const enter = (username: string, password: string, options: IClientOptions = {}) =>
    connect({ username, password, ...options });
  const closed = (client: MqttClient) => new Promise<void>((resolve) => client.once('close', () => resolve()));
  const at = (name: string) => ({ site: 's1', name, by: ann });
  const newName = () => `n${++names}`;
  async function issue(name: string, wish: object = {}) {
    return granted(await credentials.lifecycle.issue(at(name), { kind: 'node', method: 'password', ...wish }));
  }
  /** The server's own user, and what it has heard. */
  async function server() {
    const client = await enter('takt', users.takt);
    const topics: string[] = [];
    client.on('message', (topic) => topics.push(topic));
    await client.subscribeAsync(['spBv1.0/#', 'takt/v1/#'], { qos: 1 });
    return { client, topics };
  }
  const say = async (client: MqttClient, topics: readonly string[]) => {
    for (const topic of topics) await client.publishAsync(topic, '{}', { qos: 1 }).catch(() => undefined);
  };

  test.each([4, 5] as const)('a node says its own and nothing else, MQTT version %i', async (protocolVersion) => {
    const [name, other] = [newName(), newName()];
    const issued = await issue(name);
    expect(issued.credential.broker).toBe('current');
    const { topics } = await server();
    const node = await enter(`s1/${name}`, secretOf(issued), { protocolVersion });
    const own = [nodeTopic('NBIRTH', 's1', name), deviceTopic('DDATA', 's1', name, 'm1')];
    await say(node, [
      nodeTopic('NDATA', 's1', other),
      nodeTopic('NDATA', 's2', name),
      nodeTopic('NCMD', 's1', name),
      deviceTopic('DDATA', 's1', other, 'm1'),
      jsonTopic('s1', name),
      stateTopic,
      '$CONTROL/dynamic-security/v1',
      ...own,
    ]);
    await until(() => topics.includes(own[1] ?? ''));
    expect(topics).toEqual(own);
  });

  test('a node hears its own commands; wildcards bring nothing', async () => {
    const [name, other] = [newName(), newName()];
    const { client } = await server();
    const heard = new Map<string, Set<string>>();
    for (const each of [name, other]) {
      const node = await enter(`s1/${each}`, secretOf(await issue(each)));
      const topics = new Set<string>();
      heard.set(each, topics);
      node.on('message', (topic) => topics.add(topic));
      for (const filter of [
        '#',
        '+/+/+/+',
        'spBv1.0/s1/NCMD/+',
        'spBv1.0/s1/#',
        '$CONTROL/#',
        '$SYS/#',
        nodeTopic('NCMD', 's1', name),
        `spBv1.0/s1/DCMD/${name}/+`,
        stateTopic,
      ])
        await node.subscribeAsync(filter, { qos: 1 }).catch(() => undefined);
    }
    await say(client, [nodeTopic('NCMD', 's1', name), deviceTopic('DCMD', 's1', name, 'm1'), stateTopic]);
    for (const topics of heard.values()) await until(() => topics.has(stateTopic));
    expect([...(heard.get(name) ?? [])].sort()).toEqual(
      [stateTopic, nodeTopic('NCMD', 's1', name), deviceTopic('DCMD', 's1', name, 'm1')].sort(),
    );
    expect([...(heard.get(other) ?? [])]).toEqual([stateTopic]);
  });

  test('a node whose machines are named speaks of no others, a plain device of itself only', async () => {
    const [name, device] = [newName(), newName()];
    const { topics } = await server();
    const node = await enter(`s1/${name}`, secretOf(await issue(name, { machines: ['m1'] })));
    await say(node, [deviceTopic('DDATA', 's1', name, 'm2'), deviceTopic('DDATA', 's1', name, 'm1')]);
    const plain = await enter(`s1/${device}`, secretOf(await issue(device, { kind: 'device' })));
    await say(plain, [jsonTopic('s1', 'm1'), nodeTopic('NDATA', 's1', device), jsonTopic('s1', device)]);
    await until(() => topics.includes(jsonTopic('s1', device)));
    expect(topics).toEqual([deviceTopic('DDATA', 's1', name, 'm1'), jsonTopic('s1', device)]);
  });

  test('revocation cuts the live connection at once and shuts the door; the neighbour stays', async () => {
    const [name, other] = [newName(), newName()];
    const secret = secretOf(await issue(name));
    const neighbour = await enter(`s1/${other}`, secretOf(await issue(other)));
    const cut = closed(await enter(`s1/${name}`, secret));
    granted(await credentials.lifecycle.revoke(at(name)));
    await cut;
    await expect(enter(`s1/${name}`, secret)).rejects.toThrow(/[Nn]ot authorized/);
    await say(neighbour, [nodeTopic('NDATA', 's1', other)]);
    expect(neighbour.connected).toBe(true);
  });

  test('rotation cuts the live connection; only the new secret is taken', async () => {
    const name = newName();
    const old = secretOf(await issue(name));
    const cut = closed(await enter(`s1/${name}`, old));
    const rotated = granted(await credentials.lifecycle.rotate(at(name), { overlapHours: 0 }));
    await cut;
    expect(rotated.credential.broker).toBe('current');
    await expect(enter(`s1/${name}`, old)).rejects.toThrow(/[Nn]ot authorized/);
    expect((await enter(`s1/${name}`, secretOf(rotated))).connected).toBe(true);
    const { sealed } = await database.db
      .selectFrom('device_credentials')
      .select('sealed')
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    expect(sealed).toBeNull();
  });

  test('a certificate lets its holder in with its rights, until it is rotated or revoked', async () => {
    const name = newName();
    const url = `mqtts://127.0.0.1:${securePort}`;
    const present = (issued: IssuedCredential) => {
      if (issued.method !== 'certificate') throw new Error('it is a password');
      return { ca: issued.authority, cert: issued.certificate, key: issued.key ?? '' };
    };
    const heard: string[] = [];
    const { client, topics } = await server();
    const speaks = async (node: MqttClient) => {
      topics.length = 0;
      await say(node, [nodeTopic('NDATA', 's1', name)]);
      await say(client, [nodeTopic('NCMD', 's1', name)]);
      await until(() => topics.includes(nodeTopic('NCMD', 's1', name)));
      return topics.includes(nodeTopic('NDATA', 's1', name));
    };
    const first = present(await issue(name, { method: 'certificate' }));
    const node = await connect(first, url);
    expect(await speaks(node)).toBe(true);
    const cut = closed(node);
    const next = present(granted(await credentials.lifecycle.rotate(at(name), { overlapHours: 0 })));
    await cut;
    const returned = await connect(next, url);
    expect(await speaks(returned)).toBe(true);
    // TLS itself knows nothing of revocation: at most the old one gets a connection on which nothing is said or heard.
    const stale = await connect(first, url).catch(() => undefined);
    if (stale) {
      stale.on('message', (topic) => heard.push(topic));
      await stale.subscribeAsync(nodeTopic('NCMD', 's1', name)).catch(() => undefined);
      expect(await speaks(stale)).toBe(false);
    }
    const end = closed(returned);
    granted(await credentials.lifecycle.revoke(at(name)));
    await end;
    expect(heard).toEqual([]);
    await expect(connect({ ca: first.ca }, url)).rejects.toThrow();
  });

  test('a broker that was away learns of everything when it is back', async () => {
    const [kept, gone, fresh] = [newName(), newName(), newName()];
    const old = secretOf(await issue(kept));
    const lost = secretOf(await issue(gone));
    await broker.kill();
    const [rotated, issued] = await Promise.all([
      credentials.lifecycle.rotate(at(kept), { overlapHours: 0 }),
      issue(fresh),
      credentials.lifecycle.revoke(at(gone)),
    ]);
    expect([granted(rotated), issued].map(({ credential }) => credential.broker)).toEqual(['pending', 'pending']);
    await broker.comeBack();
    await until(() => enter(`s1/${fresh}`, secretOf(issued)), { what: 'the new credential at the broker' });
    expect((await enter(`s1/${kept}`, secretOf(granted(rotated)))).connected).toBe(true);
    await expect(enter(`s1/${kept}`, old)).rejects.toThrow();
    await expect(enter(`s1/${gone}`, lost)).rejects.toThrow();
  });

  test('a comparison removes what does not belong there, and does nothing where all is well', async () => {
    const name = newName();
    const secret = secretOf(await issue(name));
    const client = await enter(`s1/${name}`, secret);
    const admin = createDynamicSecurity({
      url: `mqtt://takt-admin:${encodeURIComponent(users['takt-admin'])}@127.0.0.1:${broker.port}`,
      clientId: 'somebody',
      log,
    });
    await until(() => admin.connected);
    const stranger = { command: 'createClient', password: 'x', roles: [] };
    await admin.run([
      { ...stranger, username: 's1/stray', textdescription: 'takt 1 9999' },
      { ...stranger, username: 'operators own' },
    ]);
    await sync.reconcile();
    await expect(enter('s1/stray', 'x')).rejects.toThrow();
    expect((await enter('operators own', 'x')).connected).toBe(true);
    expect(client.connected).toBe(true);
    await admin.close();
  });

  test('a broker that lost everything is given a file, and lets everybody in again', async () => {
    const name = newName();
    const secret = secretOf(await issue(name));
    await broker.kill();
    writeFileSync(file, JSON.stringify(bootstrapFile(users)));
    await broker.comeBack();
    await until(async () => {
      await sync.reconcile();
      return (
        await credentials.handlers['credentials.list']({
          params: undefined,
          query: {},
          body: undefined,
          caller: system,
        }).then(granted)
      ).some((each) => each.name === name && each.broker === 'pending');
    });
    await expect(enter(`s1/${name}`, secret)).rejects.toThrow();
    await broker.kill();
    writeFileSync(file, JSON.stringify(await brokerFile(database.db, bootstrapFile(users), Date.now())));
    await broker.comeBack();
    expect((await until(() => enter(`s1/${name}`, secret))).connected).toBe(true);
  });
});

function granted<T>(outcome: { ok: true; value: T } | { ok: false; refusal: { detail: string } }): T {
  if (outcome.ok) return outcome.value;
  throw new Error(outcome.refusal.detail);
}

function secretOf(issued: IssuedCredential): string {
  if (issued.method === 'password') return issued.secret;
  throw new Error('it is a certificate');
}
