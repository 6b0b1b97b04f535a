// Proves the broker's configuration on a real Mosquitto, started as docker-compose.yml says with the files the scripts make: who may
// say and hear what, over which listener, and what survives a restart.
import { jsonTopic } from '@takt/model/topics';
import type { MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';
import { createBrokerClient } from '../../../server/src/platform/mqtt/adapters/external/index.ts';
import { openDevices } from '../../harness/compose/devices.ts';
import { readCompose } from '../../harness/compose/file.ts';
import { openStack } from '../../harness/compose/stack.ts';
import { describeWith } from '../../harness/requirements.ts';
import { type Broker, connect, credentials, endClients, inside, outside, publishAll, serverEar } from './clients.ts';

const own = [
  ...['NBIRTH', 'NDATA', 'NDEATH'].map((type) => `spBv1.0/s1/${type}/n1`),
  ...['DBIRTH', 'DDATA', 'DDEATH'].map((type) => `spBv1.0/s1/${type}/n1/m1`),
];
const versions: [string, 4 | 5][] = [
  ['MQTT 3.1.1', 4],
  ['MQTT 5', 5],
];

describeWith(
  { mosquitto: true, dynamicSecurity: true, mosquittoClients: true, openssl: true },
  'the configured broker',
  () => {
    let broker: Broker;

    beforeAll(async () => {
      const stack = await openStack(readCompose());
      const container = await stack.start('mosquitto');
      await container.healthy();
      const devices = await openDevices(stack, container);
      const passwords = new Map([
        ['s1/n1', await devices.password('s1', 'n1')],
        ['s1/n2', await devices.password('s1', 'n2', { machines: ['m1'] })],
        ['s1/press-1', await devices.password('s1', 'press-1', { kind: 'device' })],
      ]);
      broker = { stack, container, devices, passwords };
    });
    afterEach(endClients);
    afterAll(async () => {
      await broker?.devices.close();
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
          wishes.push(`spBv1.0/s1/NCMD/${name}`, `spBv1.0/s1/DCMD/${name}/+`);
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

    it('knows a new device at once, and cuts one whose access is taken away', async () => {
      broker.passwords.set('s1/press-9', await broker.devices.password('s1', 'press-9', { kind: 'device' }));
      const client = await node('press-9');
      const cut = closed(client);
      await broker.devices.revoke('s1', 'press-9');
      await cut;
      await expect(node('press-9')).rejects.toThrow();
      expect((await node('n1')).connected).toBe(true);
    });

    it('takes a certificate in place of a password on the listener for it, and only a certificate', async () => {
      const issued = await broker.devices.issue('s1', 'n3', { method: 'certificate' });
      if (issued.method !== 'certificate') throw new Error('it is a password');
      const { authority: ca, certificate: cert, key } = issued;
      const url = `mqtts://127.0.0.1:${broker.container.port(8884)}`;
      const server = await serverEar(broker);
      const client = await connect(url, { ca, cert, key: key ?? '' });
      await publish(client, own);
      await publishAll(client, [], 'spBv1.0/s1/NDATA/n3');
      await vi.waitFor(() => expect(server.topics).toEqual(['spBv1.0/s1/NDATA/n3']));
      await expect(connect(url, credentials(broker, 's1', 'n1'))).rejects.toThrow();
    });

    it('lets nobody but Takt change who may speak', async () => {
      const change = JSON.stringify({ commands: [{ command: 'createClient', username: 'thief', password: 'x' }] });
      const clients = [await node('n1'), await connect(inside(broker), { clientId: 'not-the-admin' })];
      for (const client of clients) {
        await client.publishAsync('$CONTROL/dynamic-security/v1', change, { qos: 1 }).catch(() => undefined);
      }
      const { ca } = credentials(broker, 's1', 'n1');
      const thief = { username: 'thief', password: 'x', ...(ca ? { ca } : {}) };
      await expect(connect(outside(broker), thief)).rejects.toThrow();
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
  },
);

const closed = (client: MqttClient) => new Promise<void>((resolve) => client.once('close', () => resolve()));

/** MQTT 5 tells who may not; 3.1.1 acknowledges and drops. */
async function publish(client: MqttClient, topics: readonly string[]): Promise<void> {
  for (const topic of topics) await client.publishAsync(topic, '{}', { qos: 1 }).catch(() => undefined);
}
