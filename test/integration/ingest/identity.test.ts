// Who sends: two with one identity, the wrong site, one that sends far too much. Nobody loses anything over another's mistake.
import { jsonTopic } from '@takt/model/topics';
import { connectAsync } from 'mqtt';
import { describe, expect, it } from 'vitest';
import { startMosquitto } from '../../harness/mosquitto.ts';
import { describeWith } from '../../harness/requirements.ts';
import { startServer } from '../../harness/server.ts';
import { until } from '../../harness/until.ts';
import { connectEdgeNode } from './edge-node.ts';
import {
  base,
  connectDevice,
  liveValue,
  metric,
  moved,
  pendingAt,
  send,
  sendUntilTaken,
  setUpPlant,
  stored,
  withNeighbour,
} from './setup.ts';

const world = withNeighbour(['a', 'b', 'twin', 'flood', 'm1']);

const conflicts: [string, Record<string, string>] = ['takt_mqtt_identity_conflicts_total', {}];
const range = { from: base, to: base + 60_000 };

describe('two agents with the same identity', () => {
  it('under one node name are both stored and committed, and it is reported', async () => {
    const first = await connectEdgeNode(world.server.mqttUrl, 'same');
    const second = await connectEdgeNode(world.server.mqttUrl, 'same');
    const before = await metric(world.server, ...conflicts);
    await first.birth({ epoch: 'A' });
    await first.deviceBirth('a', ['v']);
    await second.birth({ epoch: 'B' });
    await second.deviceBirth('b', ['v']);
    for (let offset = 0; offset < 20; offset++) {
      await first.data('a', { 1: offset }, base + offset * 1000, offset);
      await second.data('b', { 1: 100 + offset }, base + offset * 1000, offset);
    }
    await until(() => first.commits('A').at(-1) === 19 && second.commits('B').at(-1) === 19);
    const twenty = Array.from({ length: 20 }, (_, n) => n);
    expect((await stored(world.server, 'a', 'v', range)).map(({ value }) => value)).toEqual(twenty);
    expect((await stored(world.server, 'b', 'v', range)).map(({ value }) => value)).toEqual(twenty.map((n) => n + 100));
    // The first speaks again though the second was born after it.
    await first.data('a', { 1: 20 }, base + 20_000, 20);
    await until(async () => (await metric(world.server, ...conflicts)) === before + 1);
    expect(world.server.output()).toContain('two agents go by the name of one edge node');
    await first.close();
    await second.close();
  });

  it('under one client id cut each other off, lose nothing they send again, and it is reported', async () => {
    const options = { clientId: 'twin', reconnectPeriod: 20, protocolVersion: 4 as const };
    const twins = [connectAsync(world.server.mqttUrl, options), connectAsync(world.server.mqttUrl, options)];
    const [first, second] = await Promise.all(twins);
    if (!first || !second) throw new Error('not connected');
    for (const client of [first, second]) client.on('error', () => {});
    const sent: Promise<void>[] = [];
    const count = await moved(world.server, conflicts, async () => {
      for (let n = 0; n < 20; n++) {
        sent.push(sendUntilTaken(second, 'twin', { at: base + n * 1000, scrap: n }));
        send(first, 'twin', { at: base + n * 1000, good: n }).catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    expect(count).toBeGreaterThan(0);
    first.end(true);
    await Promise.all(sent);
    await until(async () => (await stored(world.server, 'twin', 'scrap', range)).length === 20);
    second.end(true);
    expect(world.server.output()).toContain('two devices connect with the same MQTT client id');
  });
});

describe('the wrong site', () => {
  it('a code registered elsewhere waits as other_site, is not mixed in, and cannot be claimed', async () => {
    const [own, foreign] = [await connectDevice(world.server), await connectDevice(world.server)];
    await send(own, 'm1', { at: base, temperature: 20 });
    await send(foreign, 'm1', { at: base + 1000, temperature: 99 }, 's2');
    expect(await pendingAt(world.server, 's2', 'm1')).toMatchObject({
      reason: 'other_site',
      messages: 1,
      signals: ['temperature'],
    });
    expect(await liveValue(world.server, 'm1', 'temperature')).toBe(20);
    expect((await stored(world.server, 'm1', 'temperature', range)).map(({ value }) => value)).toEqual([20]);
    const body = { line: 'l2', name: 'M1', idealCycleSeconds: 1 };
    const problem = await world.server.refused('pending.claim', {
      params: { site: 's2', machine: 'm1' },
      body,
    } as never);
    expect(problem).toMatchObject({ status: 409, detail: expect.stringContaining('registered at site "s"') });
    await own.endAsync();
    await foreign.endAsync();
  });

  it('a site nobody knows is pending like an unknown machine', async () => {
    const device = await connectDevice(world.server);
    await send(device, 'new', { at: base, temperature: 1 }, 'nowhere');
    expect(await pendingAt(world.server, 'nowhere', 'new')).toMatchObject({ reason: 'unknown', messages: 1 });
    const body = { line: 'l', name: 'New', idealCycleSeconds: 1 };
    const problem = await world.server.refused('pending.claim', {
      params: { site: 'nowhere', machine: 'new' },
      body,
    } as never);
    expect(problem).toMatchObject({ status: 404, detail: expect.stringContaining('site:nowhere') });
    await device.endAsync();
  });
});

it('a device that floods is slowed down alone, and all it said is stored', async () => {
  const device = await connectDevice(world.server);
  const messages = 9000;
  const topic = jsonTopic('s', 'flood');
  let last: Promise<unknown> = Promise.resolve();
  const slowed = await moved(world.server, ['takt_mqtt_throttled_total', {}], async () => {
    for (let n = 0; n < messages; n++) last = device.publishAsync(topic, `{"at":${base + n * 10},"v":${n}}`);
    // While it is still being read the neighbour is served.
    await world.neighbour.undisturbed();
  });
  expect(slowed).toBeGreaterThan(0);
  await last;
  await until(async () => (await liveValue(world.server, 'flood', 'v')) === messages - 1);
  // Shown at once, stored a moment later.
  const all = { from: base, to: base + messages * 10, stepMs: 100 };
  const count = async () =>
    (await stored(world.server, 'flood', 'v', all)).reduce((sum, point) => sum + point.count, 0);
  await until(async () => (await count()) >= messages);
  expect(await count()).toBe(messages);
  expect(device.connected).toBe(true);
  await device.endAsync();
});

describeWith({ mosquitto: true }, 'two agents under one node name behind an external broker', () => {
  it('never have values mixed up or frames committed for each other, and it is reported', async () => {
    const broker = await startMosquitto();
    const other = await startServer({ env: { TAKT_MQTT_URL: broker.url } });
    await setUpPlant(other, ['shared']);
    const [first, second] = [await connectEdgeNode(broker.url, 'same'), await connectEdgeNode(broker.url, 'same')];
    const before = await metric(other, ...conflicts);
    let births = 0;
    // Two connections: what one said before the other is only known once the server heard it.
    const heard = async () => {
      births++;
      const count = () => metric(other, 'takt_ingest_messages_total', { kind: 'dbirth' });
      await until(async () => (await count()) >= births);
    };
    let offset = 0;
    // Alternating births; the same aliases mean different signals.
    for (let round = 0; round < 6; round++) {
      await first.birth({ epoch: 'A', first: offset });
      await first.deviceBirth('shared', ['temperature', 'pressure']);
      await first.data('shared', { 1: 20, 2: 1000 }, base + offset * 1000, offset);
      await heard();
      await second.birth({ epoch: 'B', first: 500 });
      await second.deviceBirth('shared', ['pressure', 'temperature']);
      await heard();
      // The first goes on, not knowing that another was born.
      for (let n = 1; n < 4; n++)
        await first.data('shared', { 1: 20, 2: 1000 }, base + (offset + n) * 1000, offset + n);
      offset++;
    }
    await until(async () => (await metric(other, ...conflicts)) > before);
    await until(async () => (await stored(other, 'shared', 'temperature', range)).length >= 1);
    const temperatures = await stored(other, 'shared', 'temperature', range);
    const pressures = await stored(other, 'shared', 'pressure', range);
    expect(new Set(temperatures.map(({ value }) => value))).toEqual(new Set([20]));
    expect(new Set(pressures.map(({ value }) => value))).toEqual(new Set([1000]));
    expect(second.commits('B')).toEqual([]);
    await first.close();
    await second.close();
    await other.stop();
    await broker.stop();
  });
});
