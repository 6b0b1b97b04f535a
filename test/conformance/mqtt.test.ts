// One suite for the MQTT port, run on the embedded broker and on the client of an external one (Mosquitto).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../server/src/platform/log/index.ts';
import { createMetrics } from '../../server/src/platform/metrics/index.ts';
import { createEmbeddedBroker } from '../../server/src/platform/mqtt/adapters/embedded/index.ts';
import { createBrokerClient } from '../../server/src/platform/mqtt/adapters/external/index.ts';
import type { InboundHandler, InboundMessage, MqttPort, RefusedPacket } from '../../server/src/platform/mqtt/port.ts';
import { startMosquitto } from '../harness/mosquitto.ts';
import { describeWith, type Requirements } from '../harness/requirements.ts';

const log = createLog({ level: 'silent' });
const presence = {
  topic: 'spBv1.0/STATE/takt',
  online: (timestamp: number) => JSON.stringify({ online: true, timestamp }),
  offline: (timestamp: number) => JSON.stringify({ online: false, timestamp }),
};
const subscriptions = ['spBv1.0/+/DDATA/+/+', 'takt/v1/+/+/telemetry'];

interface Stage {
  port: MqttPort;
  /** Where devices connect. */
  url: string;
  refused: RefusedPacket[];
  metrics: ReturnType<typeof createMetrics>;
}
type Build = (handler: InboundHandler) => Promise<Stage>;

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function stageOf(
  port: MqttPort,
  handler: InboundHandler,
  url: () => string,
  metrics: Stage['metrics'],
): Promise<Stage> {
  const refused: RefusedPacket[] = [];
  await port.start(handler, { subscriptions, presence, onRefused: (packet) => void refused.push(packet) });
  ending.push(() => port.close());
  return { port, url: url(), refused, metrics };
}

const embedded: Build = (handler) => {
  const metrics = createMetrics();
  const limits = { packetBytes: 1024 * 1024, deviceMessagesPerSecond: 50, nodeMessagesPerSecond: 100_000 };
  const port = createEmbeddedBroker({ host: '127.0.0.1', port: 0, log, metrics, limits });
  return stageOf(port, handler, () => `mqtt://127.0.0.1:${port.port}`, metrics);
};

const external =
  (protocolVersion: 4 | 5): Build =>
  async (handler) => {
    const broker = await startMosquitto();
    ending.push(() => broker.stop());
    const metrics = createMetrics();
    const { url } = broker;
    const port = createBrokerClient({ url, clientId: 'takt-server', log, metrics, protocolVersion });
    return stageOf(port, handler, () => url, metrics);
  };

const closed = (client: MqttClient) => new Promise<void>((resolve) => client.once('close', () => resolve()));
const nextMessage = (client: MqttClient) =>
  new Promise<{ topic: string; payload: Buffer }>((resolve) => {
    client.once('message', (topic, payload) => resolve({ topic, payload }));
  });

async function device(url: string, options: object = {}): Promise<MqttClient> {
  const client = await connectAsync(url, { reconnectPeriod: 0, protocolVersion: 4, ...options });
  client.on('error', () => {});
  ending.push(() => client.endAsync(true));
  return client;
}

const copy = (message: InboundMessage) => ({ ...message, payload: Buffer.from(message.payload).toString() });

const adapters: [string, Build, Requirements][] = [
  ['embedded', embedded, {}],
  ['external, MQTT 3.1.1', external(4), { mosquitto: true }],
  ['external, MQTT 5', external(5), { mosquitto: true }],
];

for (const [name, build, needs] of adapters) {
  describeWith(needs, `MQTT port, ${name}`, () => {
    it('hears devices in the order they publish', async () => {
      const heard: ReturnType<typeof copy>[] = [];
      const stage = await build((message) => void heard.push(copy(message)));
      const client = await device(stage.url);
      for (let n = 0; n < 20; n++) client.publish('spBv1.0/s1/DDATA/n1/m1', `${n}`);
      await vi.waitFor(() => expect(heard).toHaveLength(20));
      expect(heard.map(({ payload }) => Number(payload))).toEqual(Array.from({ length: 20 }, (_unused, n) => n));
      expect(heard[0]).toMatchObject({ topic: 'spBv1.0/s1/DDATA/n1/m1', qos: 0 });
    });

    it('acknowledges QoS 1 after the handler’s promise at the earliest where the broker is its own', async () => {
      let store = () => {};
      const durable = new Promise<void>((resolve) => {
        store = resolve;
      });
      const heard: string[] = [];
      const stage = await build((message) => {
        heard.push(message.topic);
        return durable;
      });
      const client = await device(stage.url);
      let acknowledged = false;
      const publishing = client.publishAsync('takt/v1/s1/m1/telemetry', '{}', { qos: 1 }).then(() => {
        acknowledged = true;
      });
      await vi.waitFor(() => expect(heard).toHaveLength(1));
      if (stage.port.port !== undefined) {
        await client.publishAsync('spBv1.0/s1/DDATA/n1/m1', '1');
        expect(acknowledged).toBe(false);
      }
      store();
      await publishing;
      expect(acknowledged).toBe(true);
    });

    it('delivers what the server publishes', async () => {
      const stage = await build(() => undefined);
      const client = await device(stage.url);
      await client.subscribeAsync('spBv1.0/s1/NCMD/n1');
      const received = nextMessage(client);
      await stage.port.publish('spBv1.0/s1/NCMD/n1', new Uint8Array([1, 2, 3]));
      const { topic, payload } = await received;
      expect(topic).toBe('spBv1.0/s1/NCMD/n1');
      expect([...payload]).toEqual([1, 2, 3]);
    });

    it('says online, retained, and offline when it closes', async () => {
      const stage = await build(() => undefined);
      const client = await device(stage.url);
      const states: { online: boolean; retain: boolean }[] = [];
      client.on('message', (_topic, payload, packet) => {
        states.push({ online: JSON.parse(payload.toString()).online, retain: packet.retain });
      });
      await client.subscribeAsync(presence.topic);
      await vi.waitFor(() => expect(states.length).toBeGreaterThan(0));
      expect(states[0]).toEqual({ online: true, retain: true });
      await stage.port.close();
      await vi.waitFor(() => expect(states.at(-1)?.online).toBe(false));
    });
  });
}

describe('the embedded broker', () => {
  it('cuts only the client whose packet is too large, and says so', async () => {
    const heard: string[] = [];
    const stage = await embedded((message) => void heard.push(copy(message).payload));
    const [neighbour, offender] = [await device(stage.url), await device(stage.url)];
    const cut = closed(offender);
    offender.publish('takt/v1/s1/m1/telemetry', Buffer.alloc(10 * 1024 * 1024));
    await cut;
    await neighbour.publishAsync('takt/v1/s1/m2/telemetry', 'still here', { qos: 1 });
    expect(heard).toEqual(['still here']);
    expect(stage.refused).toMatchObject([{ reason: 'too_large', topic: 'takt/v1/s1/m1/telemetry' }]);
    expect(stage.refused[0]?.bytes).toBeGreaterThan(10 * 1024 * 1024);
    expect(await stage.metrics.text()).toContain('takt_mqtt_refused_total{reason="too_large"} 1');
  });

  it.each(['spBv1.0/STATE/takt', 'spBv1.0/s1/NCMD/n1', 'spBv1.0/s1/DCMD/n1/m1', '$SYS/anything'])(
    'does not let a device publish to %s',
    async (topic) => {
      const heard: string[] = [];
      const stage = await embedded((message) => void heard.push(message.topic));
      const [neighbour, offender] = [await device(stage.url), await device(stage.url)];
      const cut = closed(offender);
      offender.publish(topic, '{"online":false}');
      await cut;
      await neighbour.publishAsync('takt/v1/s1/m2/telemetry', '{}', { qos: 1 });
      expect(heard).toEqual(['takt/v1/s1/m2/telemetry']);
      expect(stage.refused).toMatchObject([{ reason: 'not_allowed', topic }]);
    },
  );

  it('refuses wills it would refuse as messages', async () => {
    const stage = await embedded(() => undefined);
    const will = { topic: 'spBv1.0/STATE/takt', payload: Buffer.from('{"online":false}'), qos: 0, retain: true };
    const offender = await device(stage.url, { will });
    offender.stream.destroy();
    await vi.waitFor(() =>
      expect(stage.refused).toMatchObject([{ reason: 'not_allowed', topic: 'spBv1.0/STATE/takt' }]),
    );
  });

  it('cuts a client that publishes to a wildcard or sends no MQTT at all', async () => {
    const stage = await embedded(() => undefined);
    const { port } = new URL(stage.url);
    const wildcard = connectSocket(Number(port), '127.0.0.1');
    // CONNECT with client id "x", then PUBLISH to "a/#".
    wildcard.write(Buffer.from('100d00044d51545404020000000178', 'hex'));
    await once(wildcard, 'data');
    wildcard.write(Buffer.from('30060003612f2378', 'hex'));
    await once(wildcard, 'close');
    const garbage = connectSocket(Number(port), '127.0.0.1');
    garbage.write('GET / HTTP/1.1\r\n\r\n');
    await once(garbage, 'close');
    await vi.waitFor(() =>
      expect(stage.refused.map(({ reason }) => reason).sort()).toEqual(['bad_topic', 'malformed_packet']),
    );
  });

  it('keeps no telemetry for later subscribers', async () => {
    const stage = await embedded(() => undefined);
    const client = await device(stage.url);
    await client.publishAsync('takt/v1/s1/m1/telemetry', '{}', { qos: 1, retain: true });
    const messages: string[] = [];
    const other = await device(stage.url);
    other.on('message', (topic) => messages.push(topic));
    await other.subscribeAsync('#');
    await stage.port.publish('spBv1.0/s1/NCMD/n1', 'marker');
    await vi.waitFor(() => expect(messages).toContain('spBv1.0/s1/NCMD/n1'));
    expect(messages).not.toContain('takt/v1/s1/m1/telemetry');
  });

  it('notices two devices that share a client id', async () => {
    const stage = await embedded(() => undefined);
    for (let n = 0; n < 4; n++) await device(stage.url, { clientId: 'twin' });
    expect(await stage.metrics.text()).toMatch(/takt_mqtt_identity_conflicts_total [12]/);
  });

  it('slows a device down that sends too much, and only that one', async () => {
    const stage = await embedded(() => undefined);
    const [neighbour, offender] = [await device(stage.url), await device(stage.url)];
    for (let n = 0; n < 60; n++) offender.publish('takt/v1/s1/m1/telemetry', '{}');
    await offender.publishAsync('takt/v1/s1/m1/telemetry', '{}', { qos: 1 });
    const throttled = async () => Number(/takt_mqtt_throttled_total (\d+)/.exec(await stage.metrics.text())?.[1] ?? 0);
    const before = await throttled();
    expect(before).toBeGreaterThan(0);
    await neighbour.publishAsync('takt/v1/s1/m2/telemetry', '{}', { qos: 1 });
    expect(await throttled()).toBe(before);
  });
});

describeWith({ mosquitto: true }, 'the external client', () => {
  it('subscribes and says online again when the broker comes back', async () => {
    const first = await startMosquitto();
    const { url } = first;
    const port = createBrokerClient({ url, clientId: 'takt-server', log, metrics: createMetrics() });
    const heard: string[] = [];
    const stage = await stageOf(
      port,
      (message) => void heard.push(message.topic),
      () => url,
      createMetrics(),
    );
    await first.stop();
    await vi.waitFor(() => expect(port.connected).toBe(false));
    const second = await startMosquitto({ port: first.port });
    ending.unshift(() => second.stop());
    await vi.waitFor(() => expect(port.connected).toBe(true), 10_000);
    const client = await device(stage.url);
    const state = nextMessage(client);
    await client.subscribeAsync(presence.topic);
    expect(JSON.parse((await state).payload.toString())).toMatchObject({ online: true });
    await client.publishAsync('takt/v1/s1/m1/telemetry', '{}', { qos: 1 });
    await vi.waitFor(() => expect(heard).toEqual(['takt/v1/s1/m1/telemetry']));
  });

  it('leaves word through its will when its connection breaks', async () => {
    const broker = await startMosquitto();
    ending.push(() => broker.stop());
    const { url } = broker;
    const script = join(import.meta.dirname, '../harness/broker-client.ts');
    const child = spawn(process.execPath, [script, url], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const client = await device(url);
    const states: boolean[] = [];
    client.on('message', (_topic, payload) => states.push(JSON.parse(payload.toString()).online));
    await client.subscribeAsync(presence.topic);
    await vi.waitFor(() => expect(states).toEqual([true]));
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(states).toEqual([true, false]), 10_000);
  });
});
