// Owns the BullMQ queue of each kind: putting work down, and which kinds there are in all processes.
import { Queue as BullQueue, type JobsOptions, type QueueOptions } from 'bullmq';
import { prefix, type Redis } from '../../../redis/index.ts';
import type { JobKind, Queue } from '../../port.ts';
import { inTime } from './in-time.ts';

export interface Kinds {
  add: Queue['add'];
  counts: Queue['counts'];
  /** All that any process has put work down for. */
  names(): Promise<JobKind[]>;
  of(kind: JobKind): BullQueue;
  /** Whether the same work was put down while this runs. */
  isWantedAnew(kind: JobKind, key: string): Promise<boolean>;
  close(): Promise<void>;
}

export const queuePrefix = `${prefix}:queue`;
const kindsKey = `${prefix}:queue-kinds`;
/** Of each kind; what is beyond them went wrong long ago and is dropped. */
const maxDead = 10_000;

/** Of a BullMQ queue that is only asked and added to. */
export function queueOptions(redis: Redis, keyPrefix: string): QueueOptions {
  return {
    connection: redis.client,
    prefix: keyPrefix,
    // It asks once for the version, and without an answer would never work again.
    skipVersionCheck: true,
    // Nobody reads them.
    streams: { events: { maxLen: 100 } },
  };
}

export function createKinds(redis: Redis, maxAttempts: number): Kinds {
  const queues = new Map<JobKind, BullQueue>();
  const known = new Set<JobKind>();
  // It may have lost what it had.
  const stopForgetting = redis.onBack(() => known.clear());

  function of(kind: JobKind): BullQueue {
    let queue = queues.get(kind);
    if (!queue) {
      queue = new BullQueue(kind, queueOptions(redis, queuePrefix));
      queue.on('error', () => {});
      queues.set(kind, queue);
    }
    return queue;
  }

  /** Waiting work stands for what is added; running work is followed by it. */
  const optionsOf = (key: string): JobsOptions => ({
    deduplication: { id: key, keepLastIfActive: true },
    attempts: maxAttempts,
    backoff: { type: 'custom' },
    removeOnComplete: true,
    removeOnFail: { count: maxDead },
  });

  async function put(kind: JobKind, key: string, payload: unknown): Promise<void> {
    // First, so that no work lies where nobody looks.
    if (!known.has(kind)) await redis.client.sadd(kindsKey, kind);
    known.add(kind);
    await of(kind).add(kind, payload ?? null, optionsOf(key));
  }

  return {
    of,
    names: () => redis.client.smembers(kindsKey),
    add: (kind, key, payload) => inTime(put(kind, key, payload)),
    async counts() {
      const counts = { waiting: 0, running: 0, dead: 0 };
      const names = await redis.client.smembers(kindsKey);
      const perKind = names.map((kind) =>
        inTime(of(kind).getJobCounts('wait', 'prioritized', 'delayed', 'active', 'failed')),
      );
      for (const { active = 0, failed = 0, ...rest } of await Promise.all(perKind)) {
        counts.running += active;
        counts.dead += failed;
        for (const count of Object.values(rest)) counts.waiting += count;
      }
      return counts;
    },
    async isWantedAnew(kind, key) {
      // Where BullMQ keeps what follows the running job of a deduplication id; it has no call that says so.
      return (await redis.client.exists(of(kind).toKey(`dn:${key}`))) === 1;
    },
    async close() {
      stopForgetting();
      for (const queue of queues.values()) await queue.close();
    },
  };
}
