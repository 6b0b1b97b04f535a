// Proves the broker's configuration on a real Mosquitto, started as docker-compose.yml says with the files the scripts make: who may
// say and hear what, over which listener, and what survives a restart.
import { jsonTopic } from '@takt/model/topics';
import type { MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';
import { createBrokerClient } from '../../../server/src/platform/mqtt/adapters/external/index.ts';
import { readCompose } from '../../harness/compose/file.ts';
import { openStack } from '../../harness/compose/stack.ts';
import { describeWith } from '../../harness/requirements.ts';
import { type Broker, connect, credentials, endClients, inside, outside, publishAll, serverEar } from './clients.ts';

const script = 'config/mosquitto/credentials.sh';
const own = [
  ...['NBIRTH', 'NDATA', 'NDEATH'].map((type) => `spBv1.0/s1/${type}/n1`),
  ...['DBIRTH', 'DDATA', 'DDEATH'].map((type) => `spBv1.0/s1/${type}/n1/m1`),
];
const versions: [string, 4 | 5][] = [
  ['MQTT 3.1.1', 4],
  ['MQTT 5', 5],
];

describeWith({ mosquitto: true, mosquittoClients: true, openssl: true }, 'the configured broker', () => {
  let broker: Broker;

  beforeAll(async () => {
    const stack = await openStack(readCompose());
    await stack.script(script, 'node', 's1', 'n1');
    await stack.script(script, 'node', 's1', 'n2', 'm1');
    await stack.script(script, 'device', 's1', 'press-1');
    broker = { stack, container: await stack.start('mosquitto') };
    await broker.container.healthy();
  });
  afterEach(endClients);
  afterAll(async () => {
    await broker?.stack.close();
  });

  const node = (name: string, options: object = {}) =>
    connect(outside(broker), { ...credentials(broker, 's1', name), ...options });

  it.each(versions)('lets a node publish its own topics and no others, %s', async (_name, protocolVersion) => {
    const server = await serverEar(broker);
    const client = await node('n1', { protocolVersion });
    const foreign = [
      ...own.map((topic) => topic.replace('/n1', '/n2')),
      ...own.map((topic) => topic.replace('/s1/', '/s2/')),
      ...['spBv1.0/s1/NCMD/n1', 'spBv1.0/s1/DCMD/n1/m1', 'spBv1.0/STATE/takt', '$SYS/broker/uptime'],
      ...[jsonTopic('s1', 'press-1'), jsonTopic('s2', 'n1'), 'takt/v1/s1/n1/m1/telemetry'],
    ];
    await publish(client, foreign);
    await publishAll(client, own.slice(1), own[0] ?? '');
    await vi.waitFor(() => expect(server.topics).toContain(own[0]));
    expect(server.topics.sort()).toEqual([...own].sort());
  });

  it('lets a node whose machines are named speak of no others', async () => {
    const server = await serverEar(broker);
    const client = await node('n2', { protocolVersion: 4 });
    await publishAll(client, ['spBv1.0/s1/DDATA/n2/m2'], 'spBv1.0/s1/DDATA/n2/m1');
    await vi.waitFor(() => expect(server.topics).toEqual(['spBv1.0/s1/DDATA/n2/m1']));
  });

  it.each(versions)(
    'lets a plain device publish its telemetry and nothing else, %s',
    async (_name, protocolVersion) => {
      const server = await serverEar(broker);
      const client = await node('press-1', { protocolVersion });
      await publish(client, [jsonTopic('s1', 'press-2'), 'spBv1.0/s1/DDATA/press-1/press-2', ...own]);
      await publishAll(client, [], jsonTopic('s1', 'press-1'));
      await vi.waitFor(() => expect(server.topics).toEqual([jsonTopic('s1', 'press-1')]));
    },
  );

  it.each(versions)(
    'brings commands to their node only, whatever was subscribed, %s',
    async (_name, protocolVersion) => {
      const server = await serverEar(broker);
      const heard = new Map<string, string[]>();
      for (const name of ['n1', 'n2', 'press-1']) {
        const client = await node(name, { protocolVersion });
        const topics: string[] = [];
        heard.set(name, topics);
        client.on('message', (topic) => topics.push(topic));
        const wishes = ['#', '+/+/+/+', 'spBv1.0/+/NCMD/+', 'spBv1.0/s1/DDATA/#', 'takt/v1/#', 'spBv1.0/s1/NCMD/n1'];
        for (const wish of wishes) await client.subscribeAsync(wish, { qos: 1 }).catch(() => undefined);
        await client.subscribeAsync('spBv1.0/STATE/takt', { qos: 1 });
      }
      const said = ['spBv1.0/s1/NCMD/n1', 'spBv1.0/s1/NCMD/n2', 'spBv1.0/s1/DCMD/n1/m1'];
      await publishAll(server.client, said, 'spBv1.0/STATE/takt');
      for (const topics of heard.values()) await vi.waitFor(() => expect(topics).toContain('spBv1.0/STATE/takt'));
      // One of several subscriptions that match brings it, or all of them do: the protocol leaves it open.
      const distinct = [...heard].map(([name, topics]) => [name, [...new Set(topics)].sort()]);
      expect(Object.fromEntries(distinct)).toEqual({
        n1: ['spBv1.0/STATE/takt', 'spBv1.0/s1/DCMD/n1/m1', 'spBv1.0/s1/NCMD/n1'],
        n2: ['spBv1.0/STATE/takt', 'spBv1.0/s1/NCMD/n2'],
        'press-1': ['spBv1.0/STATE/takt'],
      });
    },
  );

  it.each(versions)(
    'refuses who has no name, a wrong one or a wrong password, on both listeners, %s',
    async (_name, version) => {
      const { ca, ...known } = credentials(broker, 's1', 'n1');
      const plain = `mqtt://127.0.0.1:${broker.container.port(1883)}`;
      for (const url of [outside(broker), plain]) {
        for (const given of [{}, { ...known, password: 'guessed' }, { ...known, username: 's1/n9' }]) {
          await expect(connect(url, { ...(ca ? { ca } : {}), ...given, protocolVersion: version })).rejects.toThrow();
        }
      }
    },
  );

  it('speaks TLS and nothing else outside, with a certificate of its own authority', async () => {
    const { ca, ...known } = credentials(broker, 's1', 'n1');
    await expect(connect(outside(broker), known)).rejects.toThrow(/certificate/);
    await expect(connect(outside(broker).replace('mqtts', 'mqtt'), known)).rejects.toThrow();
    const old = { ...known, ...(ca ? { ca } : {}), maxVersion: 'TLSv1.1', minVersion: 'TLSv1' } as const;
    await expect(connect(outside(broker), old)).rejects.toThrow();
    expect((await connect(outside(broker), { ...known, ...(ca ? { ca } : {}) })).connected).toBe(true);
  });

  it.each(versions)(
    'ends a client whose packet is too large, and only that one, %s',
    async (_name, protocolVersion) => {
      const server = await serverEar(broker);
      const [neighbour, offender] = [await node('n2', { protocolVersion }), await node('n1', { protocolVersion })];
      const ended = closed(offender);
      offender.publish(own[4] ?? '', Buffer.alloc(2 * 1024 * 1024), { qos: 1 }, () => {});
      await ended;
      await publishAll(neighbour, [], 'spBv1.0/s1/DDATA/n2/m1');
      await vi.waitFor(() => expect(server.topics).toEqual(['spBv1.0/s1/DDATA/n2/m1']));
    },
  );

  it('does not let a device end another’s connection by taking its client id', async () => {
    const victim = await node('n1', { clientId: 'takt-s1-n1' });
    const thief = await node('n2', { clientId: 'takt-s1-n1' });
    await publishAll(thief, [], 'spBv1.0/s1/DDATA/n2/m1');
    await publishAll(victim, [], own[0] ?? '');
    expect([victim.connected, thief.connected]).toEqual([true, true]);
  });

  it('cuts a device whose access is taken away, once told, and knows a new one', async () => {
    await broker.stack.script(script, 'device', 's1', 'press-9');
    const password = credentials(broker, 's1', 'press-9');
    await expect(connect(outside(broker), password)).rejects.toThrow();
    broker.container.signal('SIGHUP');
    const client = await vi.waitFor(() => connect(outside(broker), password), 10_000);
    const cut = closed(client);
    await broker.stack.script(script, 'remove', 's1', 'press-9');
    broker.container.signal('SIGHUP');
    await cut;
    await expect(connect(outside(broker), password)).rejects.toThrow();
    expect((await node('n1')).connected).toBe(true);
  });

  it.each(versions)(
    'carries the server’s own client, %s, whose STATE outlives a restart',
    async (_name, protocolVersion) => {
      const presence = {
        topic: 'spBv1.0/STATE/takt',
        online: (timestamp: number) => JSON.stringify({ online: true, timestamp }),
        offline: (timestamp: number) => JSON.stringify({ online: false, timestamp }),
      };
      const heard: string[] = [];
      const port = createBrokerClient({
        url: inside(broker),
        clientId: 'takt-under-test',
        log: createLog({ level: 'silent' }),
        metrics: createMetrics(),
        protocolVersion,
      });
      await port.start((message) => void heard.push(message.topic), {
        subscriptions: ['spBv1.0/+/DDATA/+/+'],
        presence,
        onRefused: () => {},
      });
      await publishAll(await node('n1', { protocolVersion }), [], own[4] ?? '');
      await vi.waitFor(() => expect(heard).toEqual([own[4]]));
      await port.close();
      await broker.container.stop();
      broker.container = await broker.stack.start('mosquitto');
      await broker.container.healthy();
      const client = await node('n1', { protocolVersion });
      const states: string[] = [];
      client.on('message', (_topic, payload) => states.push(payload.toString()));
      await client.subscribeAsync('spBv1.0/STATE/takt');
      await vi.waitFor(() => expect(states).toEqual([expect.stringContaining('"online":false')]));
    },
  );

  it('carries the server’s own client over TLS, as from another machine', async () => {
    const { ca } = credentials(broker, 's1', 'n1');
    const url = inside(broker)
      .replace('mqtt:', 'mqtts:')
      .replace(/\d+$/, String(broker.container.port(8883)));
    const port = createBrokerClient({
      url,
      ca: String(ca),
      clientId: 'takt-under-test',
      log: createLog({ level: 'silent' }),
      metrics: createMetrics(),
    });
    const heard: string[] = [];
    const presence = { topic: 'spBv1.0/STATE/takt', online: () => 'online', offline: () => '{}' };
    await port.start((message) => void heard.push(message.topic), {
      subscriptions: ['takt/v1/+/+/telemetry'],
      presence,
      onRefused: () => {},
    });
    await publishAll(await node('press-1'), [], jsonTopic('s1', 'press-1'));
    await vi.waitFor(() => expect(heard).toEqual([jsonTopic('s1', 'press-1')]));
    await port.close();
  });
});

const closed = (client: MqttClient) => new Promise<void>((resolve) => client.once('close', () => resolve()));

/** MQTT 5 tells who may not; 3.1.1 acknowledges and drops. */
async function publish(client: MqttClient, topics: readonly string[]): Promise<void> {
  for (const topic of topics) await client.publishAsync(topic, '{}', { qos: 1 }).catch(() => undefined);
}
