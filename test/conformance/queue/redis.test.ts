// What the queue over Redis promises beyond the port's suite: several processes, one of them killed, and a Redis that is lost.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Queue } from '../../../server/src/platform/queue/port.ts';
import { startSource } from '../../harness/child.ts';
import { logOfLines } from '../../harness/log-lines.ts';
import { type RedisServer, startRedis } from '../../harness/redis.ts';
import { describeWith } from '../../harness/requirements.ts';
import { until } from '../../harness/until.ts';
import { openBullQueue } from './under-test.ts';

describeWith({ redis: true }, 'queue over Redis', () => {
  let redis: RedisServer;
  const ending: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    redis = await startRedis();
    ending.push(() => redis.stop());
  });
  afterEach(async () => {
    for (const end of ending.splice(0).reverse()) await end();
  });

  async function open(options: Parameters<typeof openBullQueue>[1] = {}): Promise<Queue> {
    const opened = await openBullQueue(redis.url, options);
    ending.push(opened.close);
    return opened.queue;
  }

  async function startWorker() {
    const worker = startSource('test/conformance/queue/worker.ts', [redis.url]);
    ending.push(() => worker.kill());
    return worker;
  }

  test('a process without handlers only adds, and one with handlers does the work', async () => {
    const api = await open();
    api.start();
    await api.add('fold', 'm1', 'work');
    const worker = await open();
    const seen: unknown[] = [];
    worker.handle('fold', async ({ payload }) => void seen.push(payload));
    worker.start();
    await vi.waitFor(() => expect(seen).toEqual(['work']));
  });

  test('a job of a process that is killed in the middle of it is done by another', async () => {
    const worker = await startWorker();
    const queue = await open();
    await queue.add('slow', 'm1', 'half done');
    await until(() => worker.output().includes('took "half done"'), { what: 'the worker' });
    await worker.kill();
    const seen: unknown[] = [];
    queue.handle('slow', async ({ payload, attempts }) => void seen.push([payload, attempts]));
    queue.start();
    await vi.waitFor(() => expect(seen).toEqual([['half done', 2]]), { timeout: 30_000 });
    await vi.waitFor(async () => expect(await queue.counts()).toEqual({ waiting: 0, running: 0, dead: 0 }));
  });

  test('a schedule of several processes is done once for all of them', async () => {
    const everyMs = 100;
    let runs = 0;
    let now = 0;
    let most = 0;
    const began = Date.now();
    for (let server = 0; server < 3; server++) {
      const queue = await open();
      queue.every('turn', everyMs, async () => {
        runs++;
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, everyMs / 4));
        now--;
      });
      queue.start();
    }
    await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(20), { timeout: 30_000 });
    // Each beginning moves the next turn once at the most.
    expect(runs).toBeLessThanOrEqual((Date.now() - began) / everyMs + 4);
    expect(most).toBe(1);
  });

  test('a schedule outlives the processes, and one that asks for another pace changes it', async () => {
    let slow = 0;
    const first = await open();
    first.every('turn', 3_600_000, async () => void slow++);
    first.start();
    await vi.waitFor(() => expect(slow).toBe(1));
    await first.close();
    expect(await redis.ask((client) => client.zcard('takt:schedule:turn:repeat'))).toBe(1);
    const second = await open();
    second.every('turn', 3_600_000, async () => void slow++);
    second.start();
    let fast = 0;
    const third = await open();
    third.every('turn', 50, async () => void fast++);
    // Its turn was an hour away for those who asked for an hour.
    expect(slow).toBe(1);
    third.start();
    await vi.waitFor(() => expect(slow + fast).toBeGreaterThan(5), { timeout: 30_000 });
    expect(await redis.ask((client) => client.zcard('takt:schedule:turn:repeat'))).toBe(1);
  });

  test('a turn of a process that is killed in the middle of it is taken by another', async () => {
    const worker = await startWorker();
    await until(() => worker.output().includes('took a turn'), { what: 'the worker' });
    const queue = await open();
    let turns = 0;
    queue.every('turn', 60_000, async () => void turns++);
    queue.start();
    await worker.kill();
    await vi.waitFor(() => expect(turns).toBe(1), { timeout: 30_000 });
  });

  test('what waits outlives a Redis that is killed; work goes on when it is back; the log says so once', async () => {
    const lines = logOfLines();
    const queue = await open({ log: lines.log });
    const seen: unknown[] = [];
    let turns = 0;
    queue.handle('fold', async ({ payload }) => void seen.push(payload));
    queue.every('turn', 100, async () => void turns++);
    queue.start();
    await queue.add('later', 'x', 'waits');
    await queue.add('fold', 'm1', 'before');
    await vi.waitFor(() => expect(seen).toEqual(['before']));
    await redis.kill();
    await expect(queue.add('fold', 'm2', 'lost')).rejects.toThrow();
    await expect(queue.counts()).rejects.toThrow();
    await redis.comeBack();
    const before = turns;
    await vi.waitFor(() => queue.add('fold', 'm3', 'after'), { timeout: 30_000 });
    await vi.waitFor(() => expect(seen).toContain('after'), { timeout: 30_000 });
    await vi.waitFor(() => expect(turns).toBeGreaterThan(before + 2), { timeout: 30_000 });
    queue.handle('later', async ({ payload }) => void seen.push(payload));
    await vi.waitFor(() => expect(seen).toContain('waits'), { timeout: 30_000 });
    expect(lines.texts()).toEqual(['Redis is out of reach, trying again', 'Redis is back']);
  });

  test('a job that ends while Redis is away has ended', async () => {
    const queue = await open({ lockMs: 60_000 });
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let runs = 0;
    queue.handle('fold', async () => {
      runs++;
      await gate;
    });
    queue.start();
    await queue.add('fold', 'm1', null);
    await vi.waitFor(() => expect(runs).toBe(1));
    await redis.kill();
    release();
    await redis.comeBack();
    await vi.waitFor(async () => expect(await queue.counts()).toEqual({ waiting: 0, running: 0, dead: 0 }), {
      timeout: 30_000,
    });
    expect(runs).toBe(1);
  });

  test('schedules and new work find their place in a Redis that lost everything', async () => {
    const queue = await open();
    let turns = 0;
    const seen: unknown[] = [];
    queue.handle('fold', async ({ payload }) => void seen.push(payload));
    queue.every('turn', 3_600_000, async () => void turns++);
    queue.start();
    await queue.add('fold', 'm1', 1);
    await vi.waitFor(() => expect([turns, seen]).toEqual([1, [1]]));
    await redis.stop();
    const empty = await startRedis({ port: redis.port });
    ending.unshift(() => empty.stop());
    await vi.waitFor(() => expect(turns).toBe(2), { timeout: 30_000 });
    await vi.waitFor(() => queue.add('fold', 'm2', 2), { timeout: 30_000 });
    await vi.waitFor(() => expect(seen).toEqual([1, 2]), { timeout: 30_000 });
    expect(await queue.counts()).toEqual({ waiting: 0, running: 0, dead: 0 });
  });

  test('closing does not wait for a Redis that is away', async () => {
    const opened = await openBullQueue(redis.url);
    opened.queue.handle('fold', async () => {});
    opened.queue.every('turn', 1000, async () => {});
    opened.queue.start();
    await opened.queue.add('fold', 'm1', null);
    await redis.kill();
    await opened.close();
    await redis.comeBack();
    // Whatever was left open would have come back as well.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const list = await redis.ask((client) => client.client('LIST'));
    expect(String(list).match(/name=takt/g)).toBeNull();
  });
});
