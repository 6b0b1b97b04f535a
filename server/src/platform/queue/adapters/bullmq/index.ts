// Owns the queue of several processes: BullMQ on Redis, a BullMQ queue for each kind so that a process takes only what it handles.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../../log/index.ts';
import type { Metrics } from '../../../metrics/index.ts';
import type { Redis } from '../../../redis/index.ts';
import { jobMetrics } from '../../attempts.ts';
import type { Queue } from '../../port.ts';
import { createDeadJobs } from './dead.ts';
import { createKinds } from './kinds.ts';
import { createSchedules } from './schedules.ts';
import { createWorkers } from './workers.ts';

export interface BullQueueOptions {
  redis: Redis;
  log: Log;
  metrics: Metrics;
  /** Handlers of one kind running at once in this process. */
  concurrency?: number;
  /** Tries before a job is kept as dead. */
  maxAttempts?: number;
  /** Delay before the second try; doubles with each, at most five minutes. */
  retryDelayMs?: number;
  /** How long a process that is not heard of keeps its jobs; up to a third more passes before another takes them up. */
  lockMs?: number;
  /** Longest that closing waits for Redis once the handlers have ended. */
  closeMs?: number;
}

export function createBullQueue(options: BullQueueOptions): Queue {
  const { redis, log, metrics, lockMs = 10_000, closeMs = 5000 } = options;
  const { concurrency = 4, maxAttempts = 8, retryDelayMs = 1000 } = options;
  const kinds = createKinds(redis, maxAttempts);
  const { ended, measured } = jobMetrics(metrics, kinds.counts);
  // BullMQ wants commands that wait for Redis as long as it takes, or a job that ended well while it was away would be a failed one.
  const connection = redis.connection('queue');
  const running = new Set<Promise<unknown>>();
  const shared = { connection, log, lockMs, running };
  const workers = createWorkers({ ...shared, kinds, ended, measured, concurrency, maxAttempts, retryDelayMs });
  const schedules = createSchedules({ ...shared, redis });

  return {
    add: kinds.add,
    handle: workers.handle,
    every: schedules.add,
    counts: kinds.counts,
    ...createDeadJobs(kinds),
    start() {
      workers.start();
      schedules.start();
    },
    async close() {
      const closing = Promise.allSettled([workers.close(), schedules.close()]);
      await Promise.allSettled(running);
      // Where Redis is away there is nobody to tell that a job has ended: it runs again somewhere.
      await Promise.race([closing, sleep(closeMs, undefined, { ref: false })]);
      await kinds.close();
      connection.disconnect();
    },
  };
}
