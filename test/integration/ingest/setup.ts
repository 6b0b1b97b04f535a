// Owns the plant the ingest tests run on, what they read back, and the neighbour that must not notice anything.
import type { RouteAnswer } from '@takt/model/api';
import type { SignalMap } from '@takt/model/signals';
import { jsonTopic } from '@takt/model/topics';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { metricIn } from '../../harness/api-client.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { until } from '../../harness/until.ts';

export type Facts = RouteAnswer<'kpis.query'>['rows'][number]['facts'];
type Refused = RouteAnswer<'refused.list'>[number];
type Quarantined = RouteAnswer<'quarantine.list'>[number];

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
/** Two hours ago on the full minute: the past, in which facts can be complete. */
export const base = Math.floor(Date.now() / minuteMs) * minuteMs - 2 * hourMs;
const neighbourCode = 'neighbour';

/** Site `s` with one line `l`, site `s2` with one line `l2`, scheduled around the clock; machines at `l`. */
export function plantOf(machines: readonly string[], signalMap?: SignalMap) {
  const site = (name: string) => ({ enterprise: 'e', name, district: 'd', sector: 'C36', timeZone: 'Asia/Shanghai' });
  const machine = (name: string) => ({ line: 'l', name, idealCycleSeconds: 1, ...(signalMap ? { signalMap } : {}) });
  return {
    enterprises: { e: { name: 'E' } },
    sites: { s: site('S'), s2: site('S2') },
    workshops: { w: { site: 's', name: 'W' }, w2: { site: 's2', name: 'W2' } },
    lines: { l: { workshop: 'w', name: 'L' }, l2: { workshop: 'w2', name: 'L2' } },
    machines: Object.fromEntries(machines.map((code) => [code, machine(code)])),
  };
}

export async function setUpPlant(server: RunningServer, machines: readonly string[]): Promise<void> {
  await server.put('/api/v1/plant', plantOf(machines));
}

export async function metric(server: RunningServer, name: string, labels: Record<string, string> = {}) {
  return metricIn((await server.text('/metrics')).text, name, labels);
}

/** A device on a connection of its own that ends with the test. */
export async function connectDevice(server: RunningServer, options: object = {}): Promise<MqttClient> {
  const client = await connectAsync(server.mqttUrl, { reconnectPeriod: 0, protocolVersion: 4, ...options });
  client.on('error', () => {});
  return client;
}

export function send(client: MqttClient, machine: string, body: unknown, site = 's') {
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return client.publishAsync(jsonTopic(site, machine), text, { qos: 1 });
}

/** As a device does that keeps a message until it is acknowledged. */
export async function sendUntilTaken(client: MqttClient, machine: string, body: unknown): Promise<void> {
  const taken = () =>
    send(client, machine, body).then(
      () => true,
      () => false,
    );
  while (!(await taken())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Labelled counter of readings kept aside, for {@link moved}. */
export const keptAside = (reason: string): [string, Record<string, string>] => [
  'takt_ingest_quarantined_total',
  { reason },
];

/** Runs `offence` and answers by how much the counter has moved, once it has. */
export async function moved(
  server: RunningServer,
  [name, labels]: [name: string, labels: Record<string, string>],
  offence: () => Promise<unknown>,
): Promise<number> {
  const before = await metric(server, name, labels);
  await offence();
  return until(async () => (await metric(server, name, labels)) - before || undefined, { what: `${name} to move` });
}

export async function refused(server: RunningServer, wanted: (entry: Refused) => boolean): Promise<Refused> {
  return until(async () => (await server.call('refused.list', { query: { limit: 1000 } })).find(wanted), {
    what: 'a refused message',
  });
}

export async function pendingAt(server: RunningServer, site: string, machine: string) {
  const devices = await server.call('pending.list', {});
  return devices.find((device) => device.site === site && device.machine === machine);
}

export async function quarantined(server: RunningServer, machine: string, signal?: string): Promise<Quarantined[]> {
  const entries = await server.call('quarantine.list', { query: { limit: 1000 } });
  return entries.filter((entry) => entry.machine === machine && (signal === undefined || entry.signal === signal));
}

export async function liveValue(server: RunningServer, machine: string, signal: string) {
  const { signals } = await server.call('machines.live', { params: { code: machine } });
  return signals.find((found) => found.signal === signal)?.value;
}

/** Readings stored of one signal in [from, to), one point each where they are `stepMs` apart. */
export async function stored(
  server: RunningServer,
  machine: string,
  signal: string,
  { from, to, stepMs = 1000 }: { from: number; to: number; stepMs?: number },
): Promise<{ at: number; value: number; count: number }[]> {
  const points = Math.max(10, Math.ceil((to - from) / stepMs));
  const answer = await server.call('machines.history', {
    params: { code: machine },
    query: { signal, from, to: from + points * stepMs, points },
  });
  return answer.points.filter(({ at }) => at < to).map(({ at, last, count }) => ({ at, value: last, count }));
}

export async function factsOf(server: RunningServer, machine: string, from: number, to: number): Promise<Facts> {
  const { rows } = await server.call('kpis.query', { query: { scope: `machine:${machine}`, from, to } as never });
  if (!rows[0]) throw new Error(`no facts of ${machine}`);
  return rows[0].facts;
}

/** Waits until the facts say what is expected; the last answer is compared, so that a difference is shown. */
export async function expectFacts(
  server: RunningServer,
  machine: string,
  [from, to]: readonly [number, number],
  expected: Partial<Facts>,
): Promise<void> {
  let facts: Facts | undefined;
  await until(async () => {
    facts = await factsOf(server, machine, from, to);
    return Object.entries(expected).every(([key, value]) => facts?.[key as keyof Facts] === value);
  }).catch(() => {});
  expect(facts).toMatchObject(expected);
}

interface Neighbour {
  /** It speaks on, is stored and shown, and was never cut off. */
  undisturbed(): Promise<void>;
  /** Everything it ever said is stored once, and the facts of its full minutes are exactly right. */
  intact(): Promise<void>;
  close(): Promise<void>;
}

/** A well-behaved device: a piece and a life sign a second, from {@link base} on, on a connection of its own. */
async function startNeighbour(server: RunningServer): Promise<Neighbour> {
  const client = await connectDevice(server);
  let cuts = 0;
  client.on('close', () => cuts++);
  let said = 0;
  const speak = () => {
    const good = said++;
    return send(client, neighbourCode, { at: base + good * 1000, state: 'producing', good });
  };
  for (let n = 0; n < 60; n++) await speak();
  return {
    async undisturbed() {
      for (let n = 0; n < 5; n++) await speak();
      expect(cuts).toBe(0);
      expect(await liveValue(server, neighbourCode, 'good')).toBe(said - 1);
    },
    async intact() {
      const points = await stored(server, neighbourCode, 'good', { from: base, to: base + said * 1000 });
      expect(points).toEqual(
        Array.from({ length: said }, (_, good) => ({ at: base + good * 1000, value: good, count: 1 })),
      );
      const minutes = Math.floor((said - 1) / 60);
      await expectFacts(server, neighbourCode, [base, base + minutes * minuteMs], {
        good: minutes * 60,
        produced: minutes * 60,
        producingMs: minutes * minuteMs,
        unknownMs: 0,
      });
    },
    close: () => client.endAsync(true),
  };
}

/** What {@link withNeighbour} started; not to be read before the tests of the file run. */
interface World {
  readonly server: RunningServer;
  readonly neighbour: Neighbour;
}

/** One server for the tests of a file, with these machines and a neighbour who must not notice any of the tests. */
export function withNeighbour(machines: readonly string[]): World {
  const world = {} as { server: RunningServer; neighbour: Neighbour };
  beforeAll(async () => {
    world.server = await startServer();
    await setUpPlant(world.server, [neighbourCode, ...machines]);
    world.neighbour = await startNeighbour(world.server);
  });
  afterEach(() => world.neighbour.undisturbed());
  afterAll(async () => {
    try {
      await world.neighbour.intact();
    } finally {
      await world.neighbour.close();
      await world.server.stop();
    }
  });
  return world;
}
