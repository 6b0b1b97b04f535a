// What the live port promises (server/src/platform/live/port.ts), run on one process and on two servers with a publisher apart.
import { createServer } from 'node:http';
import type { Feed, LiveAnswer, LiveFacts, LiveValues } from '@takt/model/api';
import { formatScope } from '@takt/model/plant';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRedisBus } from '../../server/src/platform/bus/adapters/redis/index.ts';
import { type Caller, system } from '../../server/src/platform/caller.ts';
import type { Sender } from '../../server/src/platform/http/index.ts';
import type { LiveAccess } from '../../server/src/platform/live/access.ts';
import { createRedisLivePublisher } from '../../server/src/platform/live/adapters/redis/publisher.ts';
import { createRedisLiveServer } from '../../server/src/platform/live/adapters/redis/server.ts';
import { createSocketIoLive } from '../../server/src/platform/live/adapters/socketio/index.ts';
import type { LivePublisher, LiveServer } from '../../server/src/platform/live/port.ts';
import { createLog } from '../../server/src/platform/log/index.ts';
import { createMetrics } from '../../server/src/platform/metrics/index.ts';
import { done, refuse } from '../../server/src/platform/outcome.ts';
import { connectRedis, type Redis } from '../../server/src/platform/redis/index.ts';
import { type RedisServer, startRedis } from '../harness/redis.ts';
import { describeWith, type Requirements } from '../harness/requirements.ts';

const log = createLog({ level: 'silent' });
const workshop = 'workshop:w1';
const machine = (code: string): LiveValues['machines'][number] => ({
  machine: code,
  connection: 'online',
  lastSeenAt: 1_790_000_000_000,
  signals: [{ signal: 'good', value: 1.5, at: 1_790_000_000_000 }],
});

/** Whom everybody is taken for; may see everything. */
const asSystem = (): LiveAccess => ({
  identify: async () => done(system),
  renew: async (callers) => [...callers],
  disclose: async () => {},
  onChange: () => () => {},
});
const senderOf = (): Sender => ({
  cookie: () => undefined,
  authorization: undefined,
  address: null,
  userAgent: '',
});
let access = asSystem();

const ending: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  access = asSystem();
  for (const end of ending.splice(0).reverse()) await end();
});

interface Stage {
  publisher: LivePublisher;
  /** Where clients connect. */
  urls: string[];
  servers: LiveServer[];
}

async function httpServer() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ending.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { httpServer: server, url: `http://127.0.0.1:${address.port}` };
}

async function onWatch(server: LiveServer): Promise<void> {
  server.onWatch(async (scope) => {
    if (scope === 'workshop:broken') throw new Error('no');
    return scope === workshop ? { machines: [machine('known')] } : undefined;
  });
  ending.push(() => server.close());
}

function surroundings() {
  const rechecks = { everyMs: 60_000, pauseMs: 10 };
  return { senderOf, refusedSender: () => undefined, access, log, metrics: createMetrics(), rechecks };
}

async function oneProcess(): Promise<Stage> {
  const { httpServer: http, url } = await httpServer();
  const live = createSocketIoLive({ ...surroundings(), httpServer: http });
  await onWatch(live);
  return { publisher: live, urls: [url, url], servers: [live] };
}

/** What a process of its own would have. */
async function connection(server: RedisServer) {
  const redis = await connectRedis({ url: server.url, log, metrics: createMetrics() });
  ending.push(() => redis.close());
  const bus = await createRedisBus({ redis, log });
  ending.push(() => bus.close());
  return { redis, bus };
}

async function apiServer(server: RedisServer): Promise<{ url: string; live: LiveServer; redis: Redis }> {
  const { httpServer: http, url } = await httpServer();
  const { redis, bus } = await connection(server);
  const live = await createRedisLiveServer({ ...surroundings(), httpServer: http, redis, bus });
  await onWatch(live);
  return { url, live, redis };
}

async function publisherOf(server: RedisServer): Promise<LivePublisher> {
  const publisher = await createRedisLivePublisher({ ...(await connection(server)), metrics: createMetrics() });
  ending.push(() => publisher.close());
  return publisher;
}

async function overRedis(): Promise<Stage> {
  const server = await startRedis();
  ending.push(() => server.stop());
  const [one, two] = [await apiServer(server), await apiServer(server)];
  return { publisher: await publisherOf(server), urls: [one.url, two.url], servers: [one.live, two.live] };
}

interface Client {
  socket: Socket;
  values: LiveValues[];
  facts: LiveFacts[];
  ask(event: 'watch' | 'unwatch', scope: unknown): Promise<LiveAnswer>;
}

async function connect(url: string | undefined): Promise<Client> {
  const socket = io(url ?? '', { transports: ['websocket'], reconnectionDelay: 50, forceNew: true });
  ending.push(() => socket.close());
  const client: Client = {
    socket,
    values: [],
    facts: [],
    ask: (event, scope) => socket.emitWithAck(event, { scope }) as Promise<LiveAnswer>,
  };
  socket.on('values', (body: LiveValues) => void client.values.push(body));
  socket.on('facts', (body: LiveFacts) => void client.facts.push(body));
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  return client;
}

const adapters: [string, () => Promise<Stage>, Requirements][] = [
  ['one process', oneProcess, {}],
  ['Redis', overRedis, { redis: true }],
];

for (const [name, build, needs] of adapters) {
  describeWith(needs, `live, ${name}`, () => {
    let stage: Stage;
    beforeEach(async () => {
      stage = await build();
    });

    test('whoever watches a scope is told its values and facts, once, wherever the socket ends', async () => {
      const { publisher, urls } = stage;
      const clients = [await connect(urls[0]), await connect(urls[1])];
      for (const client of clients) {
        expect(await client.ask('watch', workshop)).toEqual({ ok: true, machines: [machine('known')] });
      }
      await vi.waitFor(() => expect(publisher.watched('values', workshop)).toBe(true));
      const told = Array.from({ length: 20 }, (_, n) => ({ machines: [machine(`m${n}`)] }));
      for (const values of told) publisher.publishValues(workshop, values);
      publisher.publishFacts(workshop, { scope: workshop, from: 5 });
      for (const client of clients) {
        await vi.waitFor(() => expect(client.facts).toEqual([{ scope: workshop, from: 5 }]));
        expect(client.values).toEqual(told);
      }
    });

    test('whoever left a scope is told nothing more of it', async () => {
      const { publisher, urls } = stage;
      const [gone, other] = [await connect(urls[0]), await connect(urls[1])];
      for (const client of [gone, other]) await client.ask('watch', workshop);
      expect(await gone.ask('unwatch', workshop)).toEqual({ ok: true });
      await vi.waitFor(() => expect(publisher.watched('values', workshop)).toBe(true));
      publisher.publishValues(workshop, { machines: [machine('m1')] });
      await vi.waitFor(() => expect(other.values).toHaveLength(1));
      expect(gone.values).toEqual([]);
    });

    test('a scope is watched while somebody watches it', async () => {
      const { publisher, urls } = stage;
      const [one, two] = [await connect(urls[0]), await connect(urls[1])];
      expect(publisher.watchedScopes('values')).toEqual([]);
      await one.ask('watch', workshop);
      await two.ask('watch', workshop);
      await vi.waitFor(() => expect(publisher.watchedScopes('values')).toEqual([workshop]));
      await one.ask('unwatch', workshop);
      expect(publisher.watched('values', workshop)).toBe(true);
      two.socket.close();
      await vi.waitFor(() => expect(publisher.watched('values', workshop)).toBe(false));
      expect(publisher.watchedScopes('values')).toEqual([]);
    });

    test('a scope that does not exist is not watched', async () => {
      const client = await connect(stage.urls[0]);
      expect(await client.ask('watch', 'workshop:none')).toEqual({ ok: false, error: 'unknown_scope' });
      expect(await client.ask('watch', 'nonsense')).toMatchObject({ ok: false });
      await client.ask('watch', workshop);
      await vi.waitFor(() => expect(stage.publisher.watchedScopes('values')).toEqual([workshop]));
    });

    test('a scope whose current values cannot be had is watched all the same', async () => {
      const { publisher, urls } = stage;
      const client = await connect(urls[0]);
      expect(await client.ask('watch', 'workshop:broken')).toEqual({ ok: true });
      await vi.waitFor(() => expect(publisher.watched('values', 'workshop:broken')).toBe(true));
      publisher.publishValues('workshop:broken', { machines: [machine('m1')] });
      await vi.waitFor(() => expect(client.values).toHaveLength(1));
    });

    test('closing one server lets its clients go and leaves the others alone', async () => {
      const { publisher, urls, servers } = stage;
      const [one, two] = [await connect(urls[0]), await connect(urls[1])];
      const far = servers.length > 1;
      await two.ask('watch', workshop);
      const gone = new Promise<void>((resolve) => one.socket.once('disconnect', () => resolve()));
      one.socket.io.reconnection(false);
      await servers[0]?.close();
      await gone;
      if (!far) return;
      await vi.waitFor(() => expect(publisher.watched('values', workshop)).toBe(true));
      publisher.publishValues(workshop, { machines: [machine('m1')] });
      await vi.waitFor(() => expect(two.values).toHaveLength(1));
    });
  });
}

/** Somebody who is told what `may` holds at the moment. */
function somebody(may: { feeds: Feed[]; signedIn: boolean; disclosed?: string[]; disclosing?: boolean }) {
  const changed = new Set<() => void>();
  const caller: Caller = {
    ...system,
    may: (permission) => may.feeds.some((feed) => permission === (feed === 'values' ? 'telemetry.read' : 'kpi.read')),
  };
  access = {
    identify: async () => (may.signedIn ? done(caller) : refuse('unauthorized', 'sign in')),
    renew: async (callers) => callers.map((each) => (may.signedIn ? each : undefined)),
    async disclose(_caller, scope) {
      if (may.disclosing === false) throw new Error('the log cannot be written');
      may.disclosed?.push(formatScope(scope));
    },
    onChange(listener) {
      changed.add(listener);
      return () => changed.delete(listener);
    },
  };
  return {
    change(next: Partial<typeof may>) {
      Object.assign(may, next);
      for (const listener of changed) listener();
    },
  };
}

for (const [name, build, needs] of adapters) {
  describeWith(needs, `live with access, ${name}`, () => {
    const tell = async ({ publisher }: Stage, feed: Feed) => {
      await vi.waitFor(() => expect(publisher.watched(feed, workshop)).toBe(true));
      publisher.publishValues(workshop, { machines: [machine('m1')] });
      publisher.publishFacts(workshop, { scope: workshop, from: 7 });
    };

    test('nobody who is not signed in connects, and is told why', async () => {
      somebody({ feeds: ['values', 'facts'], signedIn: false });
      const { urls } = await build();
      const socket = io(urls[0] ?? '', { transports: ['websocket'], reconnection: false, forceNew: true });
      ending.push(() => socket.close());
      const error = await new Promise<Error & { data?: unknown }>((resolve) => socket.once('connect_error', resolve));
      expect([error.message, error.data]).toEqual(['unauthorized', { code: 'unauthorized' }]);
    });

    test('of a scope one is told what one may know of it, and nothing else', async () => {
      const may = { feeds: ['facts'] as Feed[], signedIn: true, disclosed: [] as string[] };
      somebody(may);
      const stage = await build();
      const one = await connect(stage.urls[0]);
      expect(await one.ask('watch', workshop)).toEqual({ ok: true });
      await tell(stage, 'facts');
      await vi.waitFor(() => expect(one.facts).toHaveLength(1));
      expect([one.values, may.disclosed]).toEqual([[], [workshop]]);
      expect(stage.publisher.watched('values', workshop)).toBe(false);
    });

    test('what one may know nothing of does not exist, and what cannot be logged is not shown', async () => {
      const person = somebody({ feeds: [], signedIn: true });
      const stage = await build();
      const one = await connect(stage.urls[0]);
      expect(await one.ask('watch', workshop)).toEqual({ ok: false, error: 'unknown_scope' });
      person.change({ feeds: ['values'], disclosing: false });
      expect(await one.ask('watch', workshop)).toEqual({ ok: false, error: 'unavailable' });
      expect(stage.publisher.watchedScopes('values')).toEqual([]);
    });

    test('what is taken away is not told any more, and the client learns of it', async () => {
      const person = somebody({ feeds: ['values', 'facts'], signedIn: true });
      const stage = await build();
      const one = await connect(stage.urls[0]);
      const withdrawn: unknown[] = [];
      one.socket.on('withdrawn', (body) => withdrawn.push(body));
      await one.ask('watch', workshop);
      person.change({ feeds: ['facts'] });
      await vi.waitFor(() => expect(withdrawn).toEqual([{ scope: workshop, feed: 'values' }]));
      await tell(stage, 'facts');
      await vi.waitFor(() => expect(one.facts).toHaveLength(1));
      expect(one.values).toEqual([]);
    });

    test('whose session is over is cut off', async () => {
      const person = somebody({ feeds: ['values'], signedIn: true });
      const stage = await build();
      const one = await connect(stage.urls[0]);
      await one.ask('watch', workshop);
      const gone = new Promise<string>((resolve) => one.socket.once('disconnect', resolve));
      person.change({ signedIn: false });
      expect(await gone).toBe('io server disconnect');
      await vi.waitFor(() => expect(stage.publisher.watched('values', workshop)).toBe(false));
    });
  });
}

describeWith({ redis: true }, 'live over Redis', () => {
  let redis: RedisServer;
  beforeEach(async () => {
    redis = await startRedis();
    ending.push(() => redis.stop());
  });

  test('nothing goes over Redis for a scope that nobody watches', async () => {
    const publisher = await publisherOf(redis);
    const { url } = await apiServer(redis);
    const client = await connect(url);
    await client.ask('watch', workshop);
    await vi.waitFor(() => expect(publisher.watched('values', workshop)).toBe(true));
    const emitted: string[] = [];
    await redis.ask(async (listener) => {
      listener.on('pmessage', (_pattern, channel) => void emitted.push(channel));
      await listener.psubscribe('takt:live*');
      for (const scope of ['workshop:other', workshop, 'machine:m1']) {
        publisher.publishValues(scope, { machines: [machine('m1')] });
        publisher.publishFacts(scope, { scope, from: 1 });
      }
      await vi.waitFor(() => expect(client.facts).toHaveLength(1));
      await vi.waitFor(() => expect(emitted).toHaveLength(2));
    });
    expect(emitted).toEqual([`takt:live#/#values|${workshop}#`, `takt:live#/#facts|${workshop}#`]);
  });

  test('a publisher that starts later is told what is watched, and that much may have been missed', async () => {
    const { url } = await apiServer(redis);
    await (await connect(url)).ask('watch', workshop);
    const publisher = await publisherOf(redis);
    const missed: unknown[] = [];
    publisher.onMissed((feed, scope, since) => feed === 'values' && missed.push([scope, since]));
    await vi.waitFor(() => expect(missed).toEqual([[workshop, 'unknown']]));
  });

  test('a new watch may have missed a moment, another of the same scope nothing', async () => {
    const servers = [await apiServer(redis), await apiServer(redis)];
    const [one, two] = [await connect(servers[0]?.url), await connect(servers[1]?.url)];
    const publisher = await publisherOf(redis);
    // Once each of them is known to the publisher.
    for (const client of [one, two]) {
      await client.ask('watch', workshop);
      await vi.waitFor(() => expect(publisher.watched('values', workshop)).toBe(true));
      await client.ask('unwatch', workshop);
      await vi.waitFor(() => expect(publisher.watched('values', workshop)).toBe(false));
    }
    const missed: unknown[] = [];
    publisher.onMissed((feed, scope, since) => feed === 'values' && missed.push([scope, since]));
    await one.ask('watch', workshop);
    await vi.waitFor(() => expect(missed).toEqual([[workshop, 'moment']]));
    await two.ask('watch', workshop);
    await one.ask('unwatch', workshop);
    // Longer than a watch is on its way: the other one keeps it watched.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(publisher.watched('values', workshop)).toBe(true);
    expect(missed).toEqual([[workshop, 'moment']]);
  });

  test('what was watched at a server that is cut off without a goodbye is not watched any more', async () => {
    const { url, redis: itsRedis } = await apiServer(redis);
    const publisher = await publisherOf(redis);
    await (await connect(url)).ask('watch', workshop);
    await vi.waitFor(() => expect(publisher.watched('values', workshop)).toBe(true));
    await itsRedis.close();
    await vi.waitFor(() => expect(publisher.watched('values', workshop)).toBe(false), { timeout: 30_000 });
  });

  test('clients are told again when Redis is back, and what they missed once more', async () => {
    const { url } = await apiServer(redis);
    const publisher = await publisherOf(redis);
    const client = await connect(url);
    await client.ask('watch', workshop);
    await vi.waitFor(() => expect(publisher.watched('values', workshop)).toBe(true));
    const current = { machines: [machine('current')] };
    publisher.onMissed((_feed, scope, since) => since === 'unknown' && publisher.publishValues(scope, current));
    await redis.kill();
    publisher.publishValues(workshop, { machines: [machine('lost')] });
    await redis.comeBack();
    await vi.waitFor(() => expect(client.values).toContainEqual(current), { timeout: 30_000 });
    const next = { machines: [machine('next')] };
    publisher.publishValues(workshop, next);
    await vi.waitFor(() => expect(client.values).toContainEqual(next), { timeout: 30_000 });
  });
});
