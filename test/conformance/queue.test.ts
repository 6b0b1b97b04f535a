// What every queue adapter promises (server/src/platform/queue/port.ts), run on each of them.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createMetrics } from '../../server/src/platform/metrics/index.ts';
import type { Job, Queue } from '../../server/src/platform/queue/port.ts';
import { databaseKinds } from '../harness/databases.ts';
import { describeWith, type Requirements } from '../harness/requirements.ts';
import { type Adapter, inProcess, maxAttempts, overRedis } from './queue/under-test.ts';

const adapters: [string, Adapter, Requirements][] = [
  ...databaseKinds.map((kind): [string, Adapter, Requirements] => [
    `in-process on ${kind.name}`,
    inProcess(kind),
    kind.needs,
  ]),
  ['BullMQ', overRedis(), { redis: true }],
];

for (const [name, adapter, needs] of adapters) {
  describeWith(needs, `queue, ${name}`, () => {
    let queue: Queue;

    beforeAll(() => adapter.start());
    afterAll(() => adapter.remove());
    beforeEach(async () => {
      await adapter.open();
      queue = await adapter.queue();
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
      queue = await adapter.queue();
      const seen: unknown[] = [];
      queue.handle('fold', async (job) => void seen.push(job.payload));
      queue.start();
      await vi.waitFor(() => expect(seen).toEqual(['kept']));
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

    test('the same key never runs side by side', async () => {
      const second = await adapter.queue();
      let now = 0;
      let most = 0;
      let runs = 0;
      for (const each of [queue, second]) {
        each.handle('fold', async () => {
          most = Math.max(most, ++now);
          await new Promise((resolve) => setTimeout(resolve, 10));
          now--;
          runs++;
        });
      }
      // Two queues in one process over one database would be two processes, which the embedded profile has not.
      for (const each of needs.redis ? [queue, second] : [queue]) each.start();
      for (let n = 0; n < 20; n++) await queue.add('fold', 'm1', n);
      await vi.waitFor(async () => expect(await queue.counts()).toEqual({ waiting: 0, running: 0, dead: 0 }));
      expect(runs).toBeGreaterThan(0);
      expect(most).toBe(1);
      await second.close();
    });

    test('work whose key already runs waits for it, other work of its kind does not', async () => {
      const release: (() => void)[] = [];
      const began: unknown[] = [];
      queue.handle('fold', async (job) => {
        began.push(job.payload);
        await new Promise<void>((resolve) => release.push(resolve));
      });
      queue.start();
      await queue.add('fold', 'm1', 'same');
      await vi.waitFor(() => expect(began).toEqual(['same']));
      await queue.add('fold', 'm1', 'same');
      await queue.add('fold', 'm2', 'other');
      await vi.waitFor(() => expect(began).toEqual(['same', 'other']));
      for (const end of release.splice(0)) end();
      await vi.waitFor(() => expect(began).toEqual(['same', 'other', 'same']));
      for (const end of release.splice(0)) end();
      await vi.waitFor(async () => expect(await queue.counts()).toEqual({ waiting: 0, running: 0, dead: 0 }));
    });

    /** Work of these keys, dead one after the other. */
    async function die(...keys: string[]): Promise<void> {
      let fail = true;
      queue.handle('fold', async () => {
        if (fail) throw new Error('no');
      });
      queue.start();
      for (const [index, key] of keys.entries()) {
        await queue.add('fold', key, { key });
        await vi.waitFor(async () => expect((await queue.counts()).dead).toBe(index + 1));
      }
      fail = false;
    }

    test('dead work can be seen, newest first, with what it was and why it died', async () => {
      const before = Date.now();
      await die('m1', 'm2', 'm3');
      const dead = await queue.dead(2);
      expect(dead).toMatchObject([
        { kind: 'fold', key: 'm3', payload: { key: 'm3' }, attempts: maxAttempts, error: 'no' },
        { kind: 'fold', key: 'm2', payload: { key: 'm2' }, attempts: maxAttempts, error: 'no' },
      ]);
      for (const { diedAt } of dead) expect(diedAt).toBeGreaterThanOrEqual(before);
      expect(new Set((await queue.dead(100)).map(({ id }) => id)).size).toBe(3);
    });

    test('dead work that is put down again runs with all its attempts', async () => {
      await die('m1');
      const seen: Job[] = [];
      queue.handle('fold', async (job) => void seen.push(job));
      const [dead] = await queue.dead(1);
      expect(await queue.rerun(dead?.id ?? '')).toBe(true);
      await vi.waitFor(async () => expect(await queue.counts()).toEqual({ waiting: 0, running: 0, dead: 0 }));
      expect(seen).toMatchObject([{ kind: 'fold', payload: { key: 'm1' }, attempts: 1 }]);
      expect(await queue.rerun(dead?.id ?? '')).toBe(false);
    });

    test('the same work that waits already stands for dead work that is put down again', async () => {
      await die('m1');
      await queue.close();
      queue = await adapter.queue();
      await queue.add('fold', 'm1', { key: 'm1' });
      const [dead] = await queue.dead(1);
      expect(await queue.rerun(dead?.id ?? '')).toBe(true);
      expect(await queue.counts()).toEqual({ waiting: 1, running: 0, dead: 0 });
    });

    test('dead work that is given up is gone', async () => {
      await die('m1', 'm2');
      const [newest] = await queue.dead(1);
      expect(await queue.discard(newest?.id ?? '')).toBe(true);
      expect(await queue.discard(newest?.id ?? '')).toBe(false);
      expect(await queue.dead(10)).toMatchObject([{ key: 'm1' }]);
    });

    test('only what is dead can be put down again or given up', async () => {
      await queue.add('fold', 'm1', null);
      for (const id of ['1', 'fold:1', 'fold:', 'fold', '', 'other:1', '1e0', '-1']) {
        expect(await queue.rerun(id)).toBe(false);
        expect(await queue.discard(id)).toBe(false);
      }
      expect((await queue.counts()).waiting).toBe(1);
    });

    test('what is kept and how attempts ended is counted', async () => {
      await queue.close();
      const metrics = createMetrics();
      queue = await adapter.queue(metrics);
      await die('m1');
      await queue.add('fold', 'm2', null);
      await vi.waitFor(async () =>
        expect(await metrics.text()).toContain('takt_queue_jobs_total{kind="fold",outcome="done"} 1'),
      );
      const text = await metrics.text();
      expect(text).toContain(`takt_queue_jobs_total{kind="fold",outcome="failed"} ${maxAttempts - 1}`);
      expect(text).toContain('takt_queue_jobs_total{kind="fold",outcome="dead"} 1');
      expect(text).toContain('takt_queue_jobs{state="dead"} 1');
      expect(text).toContain(`takt_queue_job_seconds_count{kind="fold"} ${maxAttempts + 1}`);
    });
  });
}
