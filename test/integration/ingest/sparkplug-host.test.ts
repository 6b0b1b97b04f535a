// The server as a Sparkplug host application: whom it believes, what it asks for, how far it commits.
import { stateTopic } from '@takt/model/topics';
import { connectAsync } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startMosquitto } from '../../harness/mosquitto.ts';
import { describeWith } from '../../harness/requirements.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { connectEdgeNode } from './edge-node.ts';
import { base, metric, moved, setUpPlant, stored } from './setup.ts';

const machines = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7'];
let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
  await setUpPlant(server, machines);
});
afterAll(() => server.stop());

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function nodeAt(name: string) {
  const node = await connectEdgeNode(server.mqttUrl, name);
  open.push(node.close);
  return node;
}
const asked = (reason: string): [string, Record<string, string>] => ['takt_ingest_rebirth_requests_total', { reason }];
const range = { from: base, to: base + 60_000 };
/** Stored a moment after it was counted. */
const expectValues = async (machine: string, signal: string, expected: number[]) => {
  await until(async () => (await values(machine, signal)).length >= expected.length).catch(() => {});
  expect(await values(machine, signal)).toEqual(expected);
};
const values = async (machine: string, signal: string) =>
  (await stored(server, machine, signal, range)).map(({ value }) => value);

describe('asks a node to be born again', () => {
  it('that it does not know, and keeps what it can read', async () => {
    const node = await nodeAt('stranger');
    expect(await moved(server, asked('unknown_node'), () => node.namedData('m1', { v: 1 }, base))).toBe(1);
    await until(() => node.rebirths() === 1);
    await expectValues('m1', 'v', [1]);
  });

  it('once a while, however much it sends', async () => {
    const node = await nodeAt('hasty');
    const before = await metric(server, ...asked('unknown_node'));
    for (let n = 0; n < 50; n++) await node.namedData('m1', { hasty: n }, base + n * 1000);
    await until(async () => (await values('m1', 'hasty')).length === 50);
    expect(await metric(server, ...asked('unknown_node'))).toBe(before + 1);
    expect(node.rebirths()).toBe(1);
  });

  it('where a number is missing in its sequence', async () => {
    const node = await nodeAt('gap');
    await node.birth();
    await node.deviceBirth('m2', ['v']);
    await node.data('m2', { 1: 10 }, base);
    expect(node.rebirths()).toBe(0);
    node.seq++;
    expect(await moved(server, asked('sequence_gap'), () => node.data('m2', { 1: 11 }, base + 1000))).toBe(1);
    await until(() => node.rebirths() === 1);
    await expectValues('m2', 'v', [10, 11]);
  });

  it('that goes by an alias no birth announced; the other values of the message count', async () => {
    const node = await nodeAt('alias');
    await node.birth();
    await node.deviceBirth('m3', ['v']);
    expect(await moved(server, asked('unknown_alias'), () => node.data('m3', { 1: 20, 99: 21 }, base))).toBe(1);
    await until(() => node.rebirths() === 1);
    await expectValues('m3', 'v', [20]);
  });

  it('whose device was never born', async () => {
    const node = await nodeAt('unborn');
    await node.birth();
    expect(await moved(server, asked('unknown_device'), () => node.namedData('m4', { v: 30 }, base))).toBe(1);
    await until(() => node.rebirths() === 1);
    await expectValues('m4', 'v', [30]);
  });

  it('but not where the sequence begins anew after 255', async () => {
    const node = await nodeAt('wraps');
    await node.birth();
    await node.deviceBirth('m5', ['v']);
    for (let n = 0; n < 300; n++) await node.data('m5', { 1: n }, base + n * 100);
    await until(async () => (await stored(server, 'm5', 'v', { ...range, stepMs: 100 })).length === 300);
    expect(node.rebirths()).toBe(0);
  });
});

describe('a death', () => {
  it('counts only for the birth it belongs to', async () => {
    const connection = async () => (await server.call('machines.live', { params: { code: 'm6' } })).connection;
    const node = await nodeAt('mortal');
    await node.birth({ bdSeq: 8 });
    await node.deviceBirth('m6', ['v']);
    await node.data('m6', { 1: 1 }, Date.now());
    await until(async () => (await connection()) === 'online');
    expect(await moved(server, ['takt_ingest_stale_deaths_total', {}], () => node.death(7))).toBe(1);
    expect(await connection()).toBe('online');
    await node.death(8);
    await until(async () => (await connection()) === 'offline');
  });
});

describe('commits', () => {
  it('what is stored, in order, and nothing beyond a missing frame', async () => {
    const node = await nodeAt('keeper');
    await node.birth({ epoch: 'E1', first: 5 });
    await node.deviceBirth('m7', ['v']);
    for (let offset = 5; offset < 25; offset++) await node.data('m7', { 1: offset }, base + offset * 1000, offset);
    await until(() => node.commits('E1').at(-1) === 24);
    await expectValues(
      'm7',
      'v',
      Array.from({ length: 20 }, (_, n) => n + 5),
    );
    expect(await moved(server, asked('offset_gap'), () => node.data('m7', { 1: 26 }, base + 26_000, 26))).toBe(1);
    await until(() => node.rebirths() === 1);
    await node.data('m7', { 1: 27 }, base + 27_000, 27);
    await node.birth({ epoch: 'E1', first: 25 });
    await node.deviceBirth('m7', ['v']);
    for (let offset = 25; offset < 30; offset++) await node.data('m7', { 1: offset }, base + offset * 1000, offset);
    await until(() => node.commits('E1').at(-1) === 29);
    const commits = node.commits('E1');
    expect(commits).toEqual([...commits].sort((a, b) => a - b));
    expect(commits.filter((offset) => offset >= 25 && offset < 29).every((offset) => offset <= 29)).toBe(true);
    await expectValues(
      'm7',
      'v',
      Array.from({ length: 25 }, (_, n) => n + 5),
    );
  });
});

it('says online, retained, through its own broker', async () => {
  const client = await connectAsync(server.mqttUrl);
  open.push(() => client.endAsync(true));
  const states: { online: boolean; timestamp: number; retain: boolean }[] = [];
  client.on('message', (_, payload, { retain }) => void states.push({ ...JSON.parse(payload.toString()), retain }));
  await client.subscribeAsync(stateTopic);
  await until(() => states.length === 1);
  expect(states[0]).toMatchObject({ online: true, retain: true });
  expect(states[0]?.timestamp).toBeLessThanOrEqual(Date.now());
});

describeWith({ mosquitto: true }, 'at an external broker the state', () => {
  it('is online, offline after kill -9, online again, offline after the end', async () => {
    const broker = await startMosquitto();
    const directory = await createTempDirectory('state');
    open.push(
      () => directory.remove(),
      () => broker.stop(),
    );
    const options = { directory: directory.path, env: { TAKT_MQTT_URL: broker.url } };
    const state = async () => {
      const client = await connectAsync(broker.url);
      const message = new Promise<boolean>((resolve) =>
        client.once('message', (_, payload, { retain }) => resolve(retain && JSON.parse(payload.toString()).online)),
      );
      await client.subscribeAsync(stateTopic);
      const online = await message;
      await client.endAsync(true);
      return online;
    };
    const first = await startServer(options);
    expect(await state()).toBe(true);
    await first.kill();
    await until(async () => (await state()) === false);
    const second = await startServer(options);
    expect(await state()).toBe(true);
    await second.stop();
    expect(await state()).toBe(false);
  });
});
