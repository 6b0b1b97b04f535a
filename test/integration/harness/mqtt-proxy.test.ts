// Proves the proxy the chaos suite cuts networks with: what it does to messages, and what it leaves alone.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Mosquitto, startMosquitto } from '../../harness/mosquitto.ts';
import { type MqttProxy, startMqttProxy } from '../../harness/mqtt-proxy/index.ts';
import { describeWith } from '../../harness/requirements.ts';
import { until } from '../../harness/until.ts';

describeWith({ mosquitto: true }, 'a network that fails', () => {
  let broker: Mosquitto;
  let proxy: MqttProxy;
  const closers: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    broker = await startMosquitto();
    proxy = await startProxy();
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
    await broker.stop();
  });

  async function startProxy(): Promise<MqttProxy> {
    const started = await startMqttProxy({ brokerPort: broker.port, seed: 'weather' });
    closers.push(started.close);
    return started;
  }

  async function connect(url: string): Promise<MqttClient> {
    const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, protocolVersion: 4 });
    client.on('error', () => {});
    closers.push(() => client.endAsync(true));
    return client;
  }

  /** What comes to somebody who listens behind the proxy or, with the broker's URL, beside it. */
  async function listen(url: string): Promise<string[]> {
    const client = await connect(url);
    const heard: string[] = [];
    client.on('message', (_topic, payload) => heard.push(payload.toString()));
    await client.subscribeAsync('t', { qos: 1 });
    return heard;
  }

  async function say(client: MqttClient, from: number, to: number, qos: 0 | 1 = 0): Promise<string[]> {
    const said = Array.from({ length: to - from }, (_, index) => String(from + index));
    await Promise.all(said.map((text) => client.publishAsync('t', text, { qos })));
    return said;
  }

  const heardAll = (heard: string[], last: string) => until(() => heard.at(-1) === last, { what: last });

  it('lets everything through while it is calm, also a message larger than a chunk', async () => {
    const heard = await listen(proxy.url);
    const client = await connect(proxy.url);
    const large = 'x'.repeat(300_000);
    await client.publishAsync('t', large, { qos: 0 });
    const said = await say(client, 0, 500);
    await heardAll(heard, '499');
    expect(heard).toEqual([large, ...said]);
  });

  it('loses messages of QoS 0 in either direction, the same with the same seed, and none of QoS 1', async () => {
    const lossy = async (network: MqttProxy) => {
      const heard = await listen(broker.url);
      const client = await connect(network.url);
      network.setWeather({ drop: 0.2 });
      await say(client, 0, 300);
      await say(client, 300, 400, 1);
      await heardAll(heard, '399');
      return [...heard];
    };
    const heard = await lossy(proxy);
    expect(heard.length).toBeLessThan(400);
    expect(heard.length).toBe(400 - proxy.tally().dropped);
    expect(heard.slice(-100)).toEqual(Array.from({ length: 100 }, (_, index) => String(300 + index)));
    expect(await lossy(await startProxy())).toEqual(heard);

    const behind = await listen(proxy.url);
    const beside = await connect(broker.url);
    const before = proxy.tally().dropped;
    await say(beside, 0, 300);
    await say(beside, 300, 301, 1);
    await heardAll(behind, '300');
    expect(behind.length).toBeLessThan(301);
    expect(behind.length).toBe(301 - (proxy.tally().dropped - before));
  });

  it('repeats messages of QoS 0', async () => {
    const heard = await listen(broker.url);
    const client = await connect(proxy.url);
    proxy.setWeather({ duplicate: 0.2 });
    const said = await say(client, 0, 300);
    await say(client, 300, 301, 1);
    await heardAll(heard, '300');
    expect(heard.length).toBe(301 + proxy.tally().duplicated);
    expect(heard.length).toBeGreaterThan(301);
    expect([...new Set(heard)]).toEqual([...said, '300']);
  });

  it('holds messages up, in their order', async () => {
    const heard = await listen(broker.url);
    const client = await connect(proxy.url);
    proxy.setWeather({ delayMs: [20, 60] });
    const said = await say(client, 0, 100);
    expect(heard).toEqual([]);
    await heardAll(heard, '99');
    expect(heard).toEqual(said);
  });

  it('stalls without breaking off, and then brings what was sent', async () => {
    const heard = await listen(broker.url);
    const client = await connect(proxy.url);
    proxy.setWeather({ stalled: true });
    const said = await say(client, 0, 100);
    const beside = await connect(broker.url);
    await beside.publishAsync('t', 'beside', { qos: 1 });
    await heardAll(heard, 'beside');
    proxy.setWeather({});
    await heardAll(heard, '99');
    expect(heard).toEqual(['beside', ...said]);
    expect(client.connected).toBe(true);
  });

  it('cuts those who are connected and refuses those who come', async () => {
    const client = await connect(proxy.url);
    const lost = new Promise<void>((resolve) => client.once('close', () => resolve()));
    proxy.setWeather({ refusing: true });
    proxy.cut();
    await lost;
    await expect(mqtt.connectAsync(proxy.url, { reconnectPeriod: 0 }, false)).rejects.toThrow();
    proxy.setWeather({});
    await connect(proxy.url);
    await until(() => proxy.connections === 1);
  });

  it('is there without its broker, which may be killed, come back with what it retained, and stall', async () => {
    const before = await connect(proxy.url);
    await before.publishAsync('kept', 'retained', { qos: 1, retain: true });
    await until(() => existsSync(join(broker.directory, 'mosquitto.db')));
    const lost = new Promise<void>((resolve) => before.once('close', () => resolve()));
    await broker.kill();
    await lost;
    await expect(mqtt.connectAsync(proxy.url, { reconnectPeriod: 0 }, false)).rejects.toThrow();
    await broker.comeBack();
    const after = await connect(proxy.url);
    const kept = new Promise<string>((resolve) => after.once('message', (_topic, text) => resolve(text.toString())));
    await after.subscribeAsync('kept');
    expect(await kept).toBe('retained');

    const heard = await listen(proxy.url);
    broker.pause();
    const said = say(after, 0, 10, 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard).toEqual([]);
    broker.resume();
    expect(await said).toEqual(heard.slice(0, 10));
  });
});
