// What all counters promise (server/src/platform/counters/port.ts), run on each adapter; over Redis with two processes' worth of connections.
import { afterEach, expect, test } from 'vitest';
import { createCountersInProcess } from '../../server/src/platform/counters/adapters/in-process/index.ts';
import { createRedisCounters } from '../../server/src/platform/counters/adapters/redis/index.ts';
import type { Counter } from '../../server/src/platform/counters/port.ts';
import { createLog } from '../../server/src/platform/log/index.ts';
import { createMetrics } from '../../server/src/platform/metrics/index.ts';
import { connectRedis } from '../../server/src/platform/redis/index.ts';
import { type RedisServer, startRedis } from '../harness/redis.ts';
import { describeWith } from '../harness/requirements.ts';
import { until } from '../harness/until.ts';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

const options = { name: 'tries', windowMs: 60_000 };

/** Of two processes; the same one where there can be only one. */
async function inProcess(): Promise<{ here: Counter; there: Counter }> {
  const counter = createCountersInProcess()(options);
  return { here: counter, there: counter };
}

async function ownRedis(): Promise<RedisServer> {
  const server = await startRedis();
  ending.push(() => server.stop());
  return server;
}

async function overRedis(server?: RedisServer): Promise<{ here: Counter; there: Counter }> {
  const { url } = server ?? (await ownRedis());
  const counter = async () => {
    const redis = await connectRedis({ url, log: createLog({ level: 'silent' }), metrics: createMetrics() });
    ending.push(() => redis.close());
    return createRedisCounters(redis)(options);
  };
  return { here: await counter(), there: await counter() };
}

function promises(stage: () => Promise<{ here: Counter; there: Counter }>): void {
  test('a count is the same for all, by its key', async () => {
    const { here, there } = await stage();
    expect(await here.look('a')).toEqual({ count: 0, endsInMs: 0 });
    await Promise.all([here.count('a'), there.count('a'), here.count('b')]);
    const third = await there.count('a');
    expect(third.count).toBe(3);
    expect(third.endsInMs).toBeGreaterThan(0);
    expect(third.endsInMs).toBeLessThanOrEqual(60_000);
    expect(await here.look('a')).toMatchObject({ count: 3 });
  });

  test('what did not matter is taken back', async () => {
    const { here, there } = await stage();
    await here.count('a');
    await there.count('a');
    await there.takeBack('a');
    expect(await here.look('a')).toMatchObject({ count: 1 });
  });

  test('a key can be held for some time', async () => {
    const { here, there } = await stage();
    await here.hold('a', 30_000);
    const { count, endsInMs } = await there.look('a');
    expect(count).toBe(1);
    expect(endsInMs).toBeGreaterThan(20_000);
    expect(endsInMs).toBeLessThanOrEqual(30_000);
  });

  test('a count is forgotten', async () => {
    const { here, there } = await stage();
    await here.hold('a', 1000);
    await until(async () => (await there.look('a')).count === 0);
  });
}

describeWith({}, 'counters of one process', () => promises(inProcess));

describeWith({ redis: true }, 'counters over Redis', () => {
  promises(overRedis);

  test('while it is away each process counts for itself, and nobody is let through for that', async () => {
    const server = await ownRedis();
    const { here } = await overRedis(server);
    await here.count('a');
    await server.kill();
    await until(async () => (await here.count('b')).count >= 3);
    await server.comeBack();
    await until(async () => (await here.look('a')).count === 1);
  });

  test('keys stand there as hashes only', async () => {
    const server = await ownRedis();
    const { here } = await overRedis(server);
    await here.count('203.0.113.7');
    const keys = await server.ask((client) => client.keys('*'));
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatch(/^takt:counters:tries:[\w-]{22}$/);
  });
});
