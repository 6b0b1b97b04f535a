// What every queue adapter promises (server/src/platform/queue/port.ts), run on each of them.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Database, openDatabase } from '../../server/src/platform/database/index.ts';
import { createLog } from '../../server/src/platform/log/index.ts';
import { createMetrics } from '../../server/src/platform/metrics/index.ts';
import { createBullQueue } from '../../server/src/platform/queue/adapters/bullmq/index.ts';
import { createInProcessQueue } from '../../server/src/platform/queue/adapters/in-process/index.ts';
import type { Job, Queue } from '../../server/src/platform/queue/port.ts';
import { connectRedis, type Redis } from '../../server/src/platform/redis/index.ts';
import { type DatabaseKind, type Databases, databaseKinds } from '../harness/databases.ts';
import { type RedisServer, startRedis } from '../harness/redis.ts';
import { describeWith, type Requirements } from '../harness/requirements.ts';

const maxAttempts = 3;

interface Adapter {
  /** Once, before all tests. */
  start(): Promise<void>;
  /** Nothing is kept from the test before. */
  open(): Promise<void>;
  /** Another queue over the same kept work, as after a restart. */
  queue(): Queue;
  close(): Promise<void>;
  remove(): Promise<void>;
}

function inProcess(kind: DatabaseKind): Adapter {
  let databases: Databases;
  let database: Database;
  return {
    async start() {
      databases = await kind.start();
    },
    async open() {
      database = await openDatabase(await databases.create());
    },
    queue: () =>
      createInProcessQueue({
        db: database.db,
        log: createLog({ level: 'silent' }),
        metrics: createMetrics(),
        clock: Date.now,
        maxAttempts,
        retryDelayMs: 1,
        pollMs: 5,
      }),
    close: () => database.close(),
    remove: () => databases.remove(),
  };
}

function onRedis(): Adapter {
  let server: RedisServer;
  let redis: Redis;
  const log = createLog({ level: 'silent' });
  return {
    async start() {
      server = await startRedis();
    },
    async open() {
      await server.ask((client) => client.flushall());
      redis = await connectRedis({ url: server.url, log, metrics: createMetrics() });
    },
    queue: () => createBullQueue({ redis, log, metrics: createMetrics(), maxAttempts, retryDelayMs: 1 }),
    close: () => redis.close(),
    remove: () => server.stop(),
  };
}

const adapters: [name: string, needs: Requirements, adapter: Adapter][] = [
  ...databaseKinds.map((kind): [string, Requirements, Adapter] => [
    `in-process on ${kind.name}`,
    kind.needs,
    inProcess(kind),
  ]),
  ['BullMQ', { redis: true }, onRedis()],
];

for (const [name, needs, adapter] of adapters) describeWith(needs, `queue ${name}`, () => suite(adapter));

function suite(adapter: Adapter): void {
  let queue: Queue;

  beforeAll(() => adapter.start());
  afterAll(() => adapter.remove());
  beforeEach(async () => {
    await adapter.open();
    queue = adapter.queue();
  });
  afterEach(async () => {
    await queue.close();
    await adapter.close();
  });

  test('work is handed to the handler of its kind with its payload', async () => {
    const seen: Job[] = [];
    queue.handle('fold', async (job) => void seen.push(job));
    queue.start();
    await queue.add('fold', 'm1', { from: 5 });
    await vi.waitFor(() => expect(seen).toMatchObject([{ kind: 'fold', payload: { from: 5 }, attempts: 1 }]));
    await vi.waitFor(async () => expect(await queue.counts()).toEqual({ waiting: 0, running: 0, dead: 0 }));
  });

  test('work that already waits under the same key is not doubled', async () => {
    await queue.add('fold', 'm1', 1);
    await queue.add('fold', 'm1', 2);
    await queue.add('fold', 'm2', 3);
    await queue.add('other', 'm1', 4);
    expect((await queue.counts()).waiting).toBe(3);
  });

  test('work that arrives while the same is running runs again afterwards', async () => {
    let release = () => {};
    const first = new Promise<void>((resolve) => {
      release = resolve;
    });
    const payloads: unknown[] = [];
    queue.handle('fold', async (job) => {
      payloads.push(job.payload);
      if (payloads.length === 1) await first;
    });
    queue.start();
    await queue.add('fold', 'm1', 'one');
    await vi.waitFor(() => expect(payloads).toEqual(['one']));
    await queue.add('fold', 'm1', 'two');
    release();
    await vi.waitFor(() => expect(payloads).toEqual(['one', 'two']));
  });

  test('work that fails is tried again, and kept as dead when it never succeeds', async () => {
    let tries = 0;
    queue.handle('fold', async () => {
      tries++;
      throw new Error('no');
    });
    queue.start();
    await queue.add('fold', 'm1', null);
    await vi.waitFor(async () => expect((await queue.counts()).dead).toBe(1));
    expect(tries).toBe(maxAttempts);
  });

  test('dead work is shown with what it said last, done again when asked, or forgotten', async () => {
    let broken = true;
    const done: unknown[] = [];
    queue.handle('fold', async (job) => {
      if (broken) throw new Error(`no ${job.attempts}`);
      done.push([job.payload, job.attempts]);
    });
    queue.start();
    const before = Date.now();
    await queue.add('fold', 'm1', { from: 5 });
    await vi.waitFor(async () => expect((await queue.counts()).dead).toBe(1));
    await queue.add('fold', 'm2', 'other');
    await vi.waitFor(async () => expect((await queue.counts()).dead).toBe(2));
    const [newest, oldest, ...more] = await queue.dead(10);
    expect(more).toEqual([]);
    expect(newest).toMatchObject({ kind: 'fold', key: 'm2', payload: 'other', attempts: maxAttempts });
    expect(oldest).toMatchObject({ key: 'm1', payload: { from: 5 }, error: `no ${maxAttempts}` });
    expect(oldest?.diedAt).toBeGreaterThanOrEqual(before);
    expect(await queue.dead(1)).toEqual([newest]);

    broken = false;
    expect(await queue.rerun(oldest?.id ?? '')).toBe(true);
    await vi.waitFor(() => expect(done).toEqual([[{ from: 5 }, 1]]));
    expect(await queue.discard(newest?.id ?? '')).toBe(true);
    expect(await queue.dead(10)).toEqual([]);
    for (const id of [newest?.id ?? '', 'none']) {
      expect(await queue.rerun(id)).toBe(false);
      expect(await queue.discard(id)).toBe(false);
    }
  });

  test('dead work that is asked for again while the same waits is not doubled', async () => {
    let broken = true;
    const done: unknown[] = [];
    queue.handle('fold', async (job) => {
      if (broken) throw new Error('no');
      done.push(job.payload);
    });
    queue.start();
    await queue.add('fold', 'm1', 'old');
    await vi.waitFor(async () => expect((await queue.counts()).dead).toBe(1));
    const [dead] = await queue.dead(1);
    await queue.close();
    await queue.add('fold', 'm1', 'new');
    expect(await queue.rerun(dead?.id ?? '')).toBe(true);
    expect(await queue.counts()).toEqual({ waiting: 1, running: 0, dead: 0 });
    broken = false;
    queue = adapter.queue();
    queue.handle('fold', async (job) => void done.push(job.payload));
    queue.start();
    await vi.waitFor(() => expect(done).toEqual(['new']));
  });

  test('work that fails gives way to the same work put down meanwhile', async () => {
    let fail = () => {};
    const failing = new Promise<void>((_, reject) => {
      fail = () => reject(new Error('no'));
    });
    const payloads: unknown[] = [];
    queue.handle('fold', async (job) => {
      payloads.push(job.payload);
      if (payloads.length === 1) await failing;
    });
    queue.start();
    await queue.add('fold', 'm1', 'old');
    await vi.waitFor(() => expect(payloads).toEqual(['old']));
    await queue.add('fold', 'm1', 'new');
    fail();
    await vi.waitFor(async () => expect(await queue.counts()).toEqual({ waiting: 0, running: 0, dead: 0 }));
    expect(payloads).toEqual(['old', 'new']);
  });

  test('work without a handler waits for one', async () => {
    queue.start();
    await queue.add('later', 'x', 7);
    const seen: unknown[] = [];
    queue.handle('later', async (job) => void seen.push(job.payload));
    await vi.waitFor(() => expect(seen).toEqual([7]));
  });

  test('waiting work is there for the next process', async () => {
    await queue.add('fold', 'm1', 'kept');
    await queue.close();
    queue = adapter.queue();
    const seen: unknown[] = [];
    queue.handle('fold', async (job) => void seen.push(job.payload));
    queue.start();
    await vi.waitFor(() => expect(seen).toEqual(['kept']));
  });

  test('work whose key already runs waits for it, other work of its kind does not', async () => {
    const release: (() => void)[] = [];
    const running = new Set<unknown>();
    const began: unknown[] = [];
    queue.handle('fold', async (job) => {
      expect(running).not.toContain(job.payload);
      began.push(job.payload);
      running.add(job.payload);
      await new Promise<void>((resolve) => release.push(resolve));
      running.delete(job.payload);
    });
    queue.start();
    await queue.add('fold', 'm1', 'same');
    await vi.waitFor(() => expect(began).toEqual(['same']));
    await queue.add('fold', 'm1', 'same');
    await queue.add('fold', 'm2', 'other');
    await vi.waitFor(() => expect(began).toEqual(['same', 'other']));
    expect((await queue.counts()).running).toBe(2);
    for (const end of release.splice(0)) end();
    await vi.waitFor(() => expect(began).toEqual(['same', 'other', 'same']));
    for (const end of release.splice(0)) end();
    await vi.waitFor(async () => expect(await queue.counts()).toEqual({ waiting: 0, running: 0, dead: 0 }));
  });

  test('closing waits for what is running', async () => {
    let ended = false;
    let began = false;
    queue.handle('slow', async () => {
      began = true;
      await new Promise((resolve) => setTimeout(resolve, 20));
      ended = true;
    });
    queue.start();
    await queue.add('slow', 'x', null);
    await vi.waitFor(() => expect(began).toBe(true));
    await queue.close();
    expect(ended).toBe(true);
  });

  test('a periodic task does not overlap itself and outlives its own failure', async () => {
    let now = 0;
    let most = 0;
    let runs = 0;
    queue.every('tick', 1, async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now--;
      runs++;
      throw new Error('no');
    });
    queue.start();
    await vi.waitFor(() => expect(runs).toBeGreaterThan(2));
    expect(most).toBe(1);
  });
}
