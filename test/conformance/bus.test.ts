// What every bus promises (server/src/platform/bus/port.ts), run on each adapter; over Redis with a process of its own on each side.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createInProcessBus } from '../../server/src/platform/bus/adapters/in-process/index.ts';
import { createRedisBus } from '../../server/src/platform/bus/adapters/redis/index.ts';
import type { Bus } from '../../server/src/platform/bus/port.ts';
import { createLog } from '../../server/src/platform/log/index.ts';
import { createMetrics } from '../../server/src/platform/metrics/index.ts';
import { connectRedis } from '../../server/src/platform/redis/index.ts';
import { freePort } from '../harness/free-port.ts';
import { type Lines, logOfLines } from '../harness/log-lines.ts';
import { type RedisServer, startRedis } from '../harness/redis.ts';
import { describeWith, type Requirements } from '../harness/requirements.ts';

interface Stage {
  /** Of two processes; the same one where there can be only one. */
  here: Bus;
  there: Bus;
}

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function inProcess(): Promise<Stage> {
  const bus = createInProcessBus({ log: createLog({ level: 'silent' }) });
  ending.push(() => bus.close());
  return { here: bus, there: bus };
}

async function overRedis(server?: RedisServer, lines?: Lines): Promise<Stage> {
  const { url } = server ?? (await ownRedis());
  return { here: await redisBus(url, lines), there: await redisBus(url) };
}

async function ownRedis(): Promise<RedisServer> {
  const server = await startRedis();
  ending.push(() => server.stop());
  return server;
}

async function redisBus(url: string, lines?: Lines, waitMs = 60_000): Promise<Bus> {
  const log = lines?.log ?? createLog({ level: 'silent' });
  const redis = await connectRedis({ url, log, metrics: createMetrics(), waitMs });
  ending.push(() => redis.close());
  const bus = await createRedisBus({ redis, log });
  ending.push(() => bus.close());
  return bus;
}

const adapters: [string, () => Promise<Stage>, Requirements][] = [
  ['in-process', inProcess, {}],
  ['Redis', overRedis, { redis: true }],
];

for (const [name, build, needs] of adapters) {
  describeWith(needs, `bus, ${name}`, () => {
    let here: Bus;
    let there: Bus;
    beforeEach(async () => {
      ({ here, there } = await build());
    });

    test('all who listen to a channel hear what is published on it, in its order', async () => {
      const [near, far, other]: unknown[][] = [[], [], []];
      await here.subscribe('plant', (message) => void near?.push(message));
      await there.subscribe('plant', (message) => void far?.push(message));
      await there.subscribe('other', (message) => void other?.push(message));
      for (let n = 0; n < 100; n++) here.publish('plant', { n });
      const all = Array.from({ length: 100 }, (_, n) => ({ n }));
      await vi.waitFor(() => expect([near, far]).toEqual([all, all]));
      expect(other).toEqual([]);
    });

    test('a message arrives as JSON makes it', async () => {
      const heard: unknown[] = [];
      await there.subscribe('plant', (message) => void heard.push(message));
      for (const message of [{ a: 1, b: undefined, at: new Date(0) }, null, 'text', [1]])
        here.publish('plant', message);
      await vi.waitFor(() => expect(heard).toHaveLength(4));
      expect(heard).toStrictEqual([{ a: 1, at: '1970-01-01T00:00:00.000Z' }, null, 'text', [1]]);
    });

    test('what no message can be made of is not sent, and nothing is thrown', async () => {
      const heard: unknown[] = [];
      await there.subscribe('plant', (message) => void heard.push(message));
      here.publish('plant', 1n);
      here.publish('plant', 'after');
      await vi.waitFor(() => expect(heard).toEqual(['after']));
    });

    test('a listener that throws disturbs nobody else', async () => {
      const heard: unknown[] = [];
      await there.subscribe('plant', () => {
        throw new Error('no');
      });
      await there.subscribe('plant', (message) => void heard.push(message));
      for (const n of [1, 2]) here.publish('plant', n);
      await vi.waitFor(() => expect(heard).toEqual([1, 2]));
    });

    test('a subscription that has ended hears nothing more, another of the same channel does', async () => {
      const [ended, open]: unknown[][] = [[], []];
      const end = await there.subscribe('plant', (message) => void ended?.push(message));
      await there.subscribe('plant', (message) => void open?.push(message));
      here.publish('plant', 1);
      await vi.waitFor(() => expect([ended, open]).toEqual([[1], [1]]));
      end();
      end();
      here.publish('plant', 2);
      await vi.waitFor(() => expect(open).toEqual([1, 2]));
      expect(ended).toEqual([1]);
    });

    test('a channel that was left can be listened to again', async () => {
      const heard: unknown[] = [];
      const end = await there.subscribe('plant', () => {});
      end();
      await there.subscribe('plant', (message) => void heard.push(message));
      here.publish('plant', 1);
      await vi.waitFor(() => expect(heard).toEqual([1]));
    });

    test('who asks gets the first answer, unless more are asked for', async () => {
      await here.answer('sites', (question) => ({ near: question }));
      await there.answer('sites', async (question) => ({ far: question }));
      const first = await here.ask('sites', 7, { timeoutMs: 60_000 });
      expect([[{ near: 7 }], [{ far: 7 }]]).toContainEqual(first);
      const both = await here.ask('sites', 7, { timeoutMs: 60_000, enough: (answers) => answers.length === 2 });
      expect(both).toHaveLength(2);
      expect(both).toEqual(expect.arrayContaining([{ near: 7 }, { far: 7 }]));
    });

    test('an answer that is enough does not wait for one that does not come', async () => {
      await there.answer('sites', () => new Promise(() => {}));
      await there.answer('sites', () => 'here');
      expect(await here.ask('sites', null, { timeoutMs: 60_000 })).toEqual(['here']);
    });

    test('when all have spoken nobody is waited for', async () => {
      await here.answer('sites', () => undefined);
      await there.answer('sites', () => {
        throw new Error('no');
      });
      expect(await here.ask('sites', null, { timeoutMs: 600_000 })).toEqual([]);
      expect(await here.ask('nobody answers here', null, { timeoutMs: 600_000 })).toEqual([]);
    });

    test('what was said until the time was over counts', async () => {
      await there.answer('sites', () => new Promise(() => {}));
      await there.answer('sites', () => 'one');
      const answers = await here.ask('sites', null, { timeoutMs: 300, enough: (said) => said.length === 2 });
      expect(answers).toEqual(['one']);
    });

    test('whoever stopped answering is not asked', async () => {
      const end = await there.answer('sites', () => 'gone');
      end();
      expect(await here.ask('sites', null, { timeoutMs: 600_000 })).toEqual([]);
    });

    test('closing ends what still waits for an answer', async () => {
      await there.answer('sites', () => new Promise(() => {}));
      const asking = here.ask('sites', null, { timeoutMs: 600_000 });
      await here.close();
      expect(await asking).toEqual([]);
    });

    test('it can be asked whether it is there', async () => {
      await here.check();
    });
  });
}

describeWith({ redis: true }, 'bus over a Redis that is lost', () => {
  let server: RedisServer;
  beforeEach(async () => {
    server = await startRedis();
    ending.push(() => server.stop());
  });

  test('publishing goes on, subscriptions and answers come back by themselves, and the log says so once', async () => {
    const lines = logOfLines();
    const { here, there } = await overRedis(server, lines);
    const heard: unknown[] = [];
    await there.subscribe('plant', (message) => void heard.push(message));
    await there.answer('sites', () => 'here');
    await server.kill();
    await expect(here.check()).rejects.toThrow();
    here.publish('plant', 'lost');
    expect(await here.ask('sites', null, { timeoutMs: 600_000 })).toEqual([]);
    // Some tries to come back fail, and none of them is worth a line.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await server.comeBack();
    await vi.waitFor(
      async () => {
        here.publish('plant', 'back');
        expect(heard).toContain('back');
        expect(await here.ask('sites', null, { timeoutMs: 1000 })).toEqual(['here']);
      },
      { timeout: 30_000, interval: 100 },
    );
    expect(heard).not.toContain('lost');
    expect(lines.texts().filter((text) => text.includes('Redis'))).toEqual([
      'Redis is out of reach, trying again',
      'Redis is back',
    ]);
  });

  test('a Redis that stands still costs messages, which are counted, and no memory without bounds', async () => {
    const metrics = createMetrics();
    const redis = await connectRedis({ url: server.url, log: createLog({ level: 'silent' }), metrics });
    ending.push(() => redis.close());
    server.pause();
    const sent = Array.from({ length: 15_000 }, (_, n) => redis.publish('takt:any', String(n)));
    await expect(redis.check()).rejects.toThrow();
    expect(await Promise.all(sent)).toEqual(sent.map(() => undefined));
    expect(await metrics.text()).toContain('takt_redis_messages_lost_total 15000');
    server.resume();
    await vi.waitFor(() => redis.check(), { timeout: 30_000 });
  });
});

describeWith({ redis: true }, 'a Redis that is not there at the start', () => {
  test('is waited for', async () => {
    const port = await freePort();
    const lines = logOfLines();
    const opening = redisBus(`redis://127.0.0.1:${port}`, lines);
    await vi.waitFor(() => expect(lines.texts()).toContain('waiting for Redis'));
    const server = await startRedis({ port });
    ending.unshift(() => server.stop());
    await (await opening).check();
  });

  test('is refused after a while, without its password', async () => {
    const port = await freePort();
    const opening = redisBus(`redis://takt:geheim@127.0.0.1:${port}/2`, undefined, 300);
    await expect(opening).rejects.toThrow(
      new RegExp(`^TAKT_REDIS_URL redis://127\\.0\\.0\\.1:${port}/2 is out of reach: .*ECONNREFUSED`),
    );
    await expect(opening).rejects.not.toThrow(/geheim/);
  });

  test('is refused at once where the password is wrong', async () => {
    const server = await startRedis({ settings: ['--requirepass', 'right'] });
    ending.push(() => server.stop());
    await expect(redisBus(server.url.replace('//', '//:geheim@'))).rejects.toThrow(
      /^TAKT_REDIS_URL .* refuses: WRONGPASS/,
    );
    await expect(redisBus(server.url)).rejects.toThrow(/^TAKT_REDIS_URL .* refuses: NOAUTH/);
  });

  test('is warned of where it may throw work away', async () => {
    const server = await startRedis({ settings: ['--maxmemory-policy', 'allkeys-lru', '--appendonly', 'no'] });
    ending.push(() => server.stop());
    const lines = logOfLines();
    await redisBus(server.url, lines);
    expect(lines.texts()).toEqual([
      expect.stringContaining('set maxmemory-policy noeviction'),
      expect.stringContaining('set appendonly yes'),
    ]);
  });
});
