// Owns what is done again and again by one process of all: a BullMQ queue for each name, whose scheduler lies in Redis.
import { Queue as BullQueue, Worker } from 'bullmq';
import { prefix, type Redis } from '../../../redis/index.ts';
import { inTime } from './in-time.ts';
import { queueOptions } from './kinds.ts';
import { sayErrors, type WorkerSurroundings, workerOptions } from './workers.ts';

export interface Schedules {
  add(name: string, everyMs: number, task: () => Promise<void>): void;
  start(): void;
  close(): Promise<void>;
}

interface Schedule {
  name: string;
  everyMs: number;
  task: () => Promise<void>;
}

const schedulePrefix = `${prefix}:schedule`;
const tryAgainMs = 1000;

/**
 * A name that no process asks for any more keeps its one waiting turn in Redis, which nobody takes; should a process ask for it
 * again, that turn is due.
 */
export function createSchedules(options: WorkerSurroundings & { redis: Redis }): Schedules {
  const { redis, log, running } = options;
  const schedules: Schedule[] = [];
  const begun = new Set<{ close(): Promise<void> }>();
  let started = false;

  function begin({ name, everyMs, task }: Schedule): void {
    const queue = new BullQueue(name, queueOptions(redis, schedulePrefix));
    queue.on('error', () => {});
    const worker = new Worker(name, () => turn(name, task), { ...workerOptions(options), prefix: schedulePrefix });
    sayErrors(worker, log);
    const stopRenewing = keptInRedis(queue, everyMs);
    begun.add({
      async close() {
        stopRenewing();
        await worker.close();
        await queue.close();
      },
    });
  }

  /** Never rejects: what failed is not repeated, its next turn comes. */
  function turn(name: string, task: () => Promise<void>): Promise<void> {
    const work = task()
      .catch((error: unknown) => log.warn({ err: error, task: name }, 'periodic task failed'))
      .finally(() => running.delete(work));
    running.add(work);
    return work;
  }

  /** Says the schedule, and again each time Redis is back: it may have lost what it had. */
  function keptInRedis(queue: BullQueue, everyMs: number): () => void {
    let timer: NodeJS.Timeout | undefined;
    let open = true;
    async function keep(): Promise<void> {
      clearTimeout(timer);
      try {
        await inTime(say(queue, everyMs));
      } catch (error) {
        log.debug({ err: error, task: queue.name }, 'schedule not kept yet');
        if (open) timer = setTimeout(() => void keep(), tryAgainMs);
      }
    }
    const stop = redis.onBack(() => void keep());
    void keep();
    return () => {
      open = false;
      clearTimeout(timer);
      stop();
    };
  }

  return {
    add(name, everyMs, task) {
      const schedule = { name, everyMs, task };
      if (started) begin(schedule);
      else schedules.push(schedule);
    },
    start() {
      started = true;
      for (const schedule of schedules) begin(schedule);
    },
    async close() {
      await Promise.allSettled([...begun].map(({ close }) => close()));
    },
  };
}

async function say(queue: BullQueue, everyMs: number): Promise<void> {
  // One turn at a time in all processes: the next may be due before this one has ended.
  await queue.setGlobalConcurrency(1);
  // BullMQ would keep where in the old interval its turns were, and so put the next far beyond the new one.
  const known = await queue.getJobScheduler(queue.name);
  if (known && known.every !== everyMs) await queue.removeJobScheduler(queue.name);
  const opts = { removeOnComplete: true, removeOnFail: true };
  await queue.upsertJobScheduler(queue.name, { every: everyMs }, { name: queue.name, opts });
}
