// Owns the queue inside one process: waiting work lies in the table `jobs`, so it outlives the process.
import type { Kysely } from 'kysely';
import type { Schema } from '../../../database/index.ts';
import type { Log } from '../../../log/index.ts';
import type { Metrics } from '../../../metrics/index.ts';
import { jobMetrics, retryDelay } from '../../attempts.ts';
import type { Job, JobKind, Queue } from '../../port.ts';
import {
  claimDue,
  countJobs,
  discardDead,
  insertJob,
  listDead,
  recoverInterrupted,
  releaseDone,
  releaseFailed,
  rerunDead,
} from './jobs.ts';

export interface InProcessQueueOptions {
  db: Kysely<Schema>;
  log: Log;
  metrics: Metrics;
  /** Epoch ms. */
  clock: () => number;
  /** Handlers running at once. */
  concurrency?: number;
  /** Tries before a job is kept as dead. */
  maxAttempts?: number;
  /** Delay before the second try; doubles with each, at most five minutes. */
  retryDelayMs?: number;
  /** How often delayed work is looked for. */
  pollMs?: number;
}

export function createInProcessQueue(options: InProcessQueueOptions): Queue {
  const { db, log, metrics, clock, concurrency = 4, maxAttempts = 8, retryDelayMs = 1000, pollMs = 1000 } = options;
  const handlers = new Map<JobKind, (job: Job) => Promise<void>>();
  const running = new Set<Promise<void>>();
  /** Jobs whose rows say that they run here. */
  const claimed = new Set<string>();
  /** What the database has to take before jobs are looked for: however long it is away, none stays running for ever. */
  const unwritten: (() => Promise<void>)[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const { ended, measured } = jobMetrics(metrics, () => countJobs(db));
  let open = false;
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  /** At most one look at a time; one that is asked for meanwhile follows. */
  function wake(): void {
    if (!open) return;
    if (looking) {
      lookAgain = true;
      return;
    }
    looking = look()
      .catch((error: unknown) => log.error({ err: error }, 'queue could not read its jobs'))
      .finally(() => {
        looking = undefined;
        if (!lookAgain) return;
        lookAgain = false;
        wake();
      });
  }

  async function writeBack(): Promise<void> {
    for (let write = unwritten[0]; write; write = unwritten[0]) {
      await write();
      unwritten.shift();
    }
  }

  function release(job: Job, write: () => Promise<void>): void {
    unwritten.push(async () => {
      await write();
      claimed.delete(job.id);
    });
  }

  const recover = () => recoverInterrupted(db, clock(), claimed);

  async function look(): Promise<void> {
    await writeBack();
    const free = concurrency - running.size;
    if (free <= 0 || handlers.size === 0) return;
    const jobs = await claimDue(db, [...handlers.keys()], clock(), free).catch((error: unknown) => {
      // A claim may be committed although its answer was lost.
      unwritten.push(recover);
      throw error;
    });
    for (const job of jobs) {
      claimed.add(job.id);
      const work = run(job).finally(() => {
        running.delete(work);
        wake();
      });
      running.add(work);
    }
  }

  async function run(job: Job): Promise<void> {
    try {
      await measured(job.kind, async () => handlers.get(job.kind)?.(job));
      release(job, () => releaseDone(db, job.id));
      ended.inc({ kind: job.kind, outcome: 'done' });
    } catch (error) {
      const dead = job.attempts >= maxAttempts;
      const runAt = clock() + (dead ? 0 : retryDelay(job.attempts, retryDelayMs));
      const reason = error instanceof Error ? error.message : String(error);
      release(job, () => releaseFailed(db, job, dead ? 'dead' : 'waiting', runAt, reason));
      ended.inc({ kind: job.kind, outcome: dead ? 'dead' : 'failed' });
      log.warn({ err: error, kind: job.kind, job: job.id, attempts: job.attempts, dead }, 'job failed');
    }
  }

  function every(name: string, everyMs: number, task: () => Promise<void>): void {
    let busy = false;
    const timer = setInterval(() => {
      if (!open || busy) return;
      busy = true;
      const work = task()
        .catch((error: unknown) => log.warn({ err: error, task: name }, 'periodic task failed'))
        .finally(() => {
          busy = false;
          running.delete(work);
        });
      running.add(work);
    }, everyMs);
    timers.add(timer);
  }

  return {
    async add(kind, key, payload) {
      await insertJob(db, { kind, key, payload, at: clock() });
      wake();
    },
    handle(kind, handler) {
      handlers.set(kind, handler);
      wake();
    },
    every,
    counts: () => countJobs(db),
    dead: (limit) => listDead(db, limit),
    async rerun(id) {
      const found = await rerunDead(db, id, clock());
      wake();
      return found;
    },
    discard: (id) => discardDead(db, id),
    start() {
      unwritten.push(recover);
      open = true;
      wake();
      timers.add(setInterval(wake, pollMs));
    },
    async close() {
      open = false;
      for (const timer of timers) clearInterval(timer);
      await looking;
      await Promise.all(running);
      await writeBack().catch((error: unknown) => log.error({ err: error }, 'jobs that ran will run again'));
    },
  };
}
