// Owns running jobs: a BullMQ worker for each kind that has a handler, which takes up what a killed process left as well.
import { type Job as BullJob, Worker, type WorkerOptions } from 'bullmq';
import type { Redis as Client } from 'ioredis';
import type { Log } from '../../../log/index.ts';
import { type JobMetrics, retryDelay } from '../../attempts.ts';
import type { Job, JobKind } from '../../port.ts';
import { type Kinds, queuePrefix } from './kinds.ts';

/** What all workers of this process share. */
export interface WorkerSurroundings {
  connection: Client;
  log: Log;
  lockMs: number;
  /** What is being done at the moment. */
  running: Set<Promise<unknown>>;
}

export interface WorkersOptions extends WorkerSurroundings, JobMetrics {
  kinds: Kinds;
  concurrency: number;
  maxAttempts: number;
  retryDelayMs: number;
}

export interface Workers {
  /** Takes the place of an earlier handler of the kind. */
  handle(kind: JobKind, handler: (job: Job) => Promise<void>): void;
  start(): void;
  close(): Promise<void>;
}

/** A failed connection is noticed and said elsewhere. */
const connectionCodes = /^(E[A-Z]+|NR_CLOSED)$/;

export function workerOptions({ connection, lockMs }: WorkerSurroundings): WorkerOptions {
  return { connection, lockDuration: lockMs, stalledInterval: lockMs / 4, runRetryDelay: 500 };
}

export function sayErrors(worker: Worker, log: Log): void {
  worker.on('error', (error: Error & { code?: string }) => {
    if (connectionCodes.test(error.code ?? '') || /^Connection is closed/.test(error.message)) return;
    log.warn({ err: error, queue: worker.name }, 'queue');
  });
}

export function createWorkers(options: WorkersOptions): Workers {
  const { kinds, ended, measured, log, running, maxAttempts } = options;
  const handlers = new Map<JobKind, (job: Job) => Promise<void>>();
  const workers = new Map<JobKind, Worker>();
  let started = false;

  async function run(job: BullJob): Promise<'done' | 'gave way'> {
    const { id = '', name: kind, data: payload, attemptsStarted: attempts } = job;
    try {
      await measured(kind, async () => handlers.get(kind)?.({ id: `${kind}:${id}`, kind, payload, attempts }));
      return 'done';
    } catch (error) {
      if (!(await kinds.isWantedAnew(kind, job.deduplicationId ?? '').catch(() => false))) throw error;
      sayFailed(job, error, false);
      return 'gave way';
    }
  }

  function sayFailed(job: BullJob, error: unknown, dead: boolean): void {
    const { id, name: kind, attemptsStarted: attempts } = job;
    ended.inc({ kind, outcome: dead ? 'dead' : 'failed' });
    log.warn({ err: error, kind, job: `${kind}:${id}`, attempts, dead }, 'job failed');
  }

  function process(job: BullJob): Promise<unknown> {
    const work = run(job).finally(() => running.delete(work));
    running.add(work);
    return work;
  }

  function begin(kind: JobKind): void {
    const worker = new Worker(kind, process, {
      ...workerOptions(options),
      prefix: queuePrefix,
      concurrency: options.concurrency,
      // Work that kills its process again and again is dead in the end, too.
      maxStalledCount: maxAttempts - 1,
      settings: { backoffStrategy: (attempts) => retryDelay(attempts, options.retryDelayMs) },
    });
    sayErrors(worker, log);
    worker.on('completed', (_job, outcome) => {
      if (outcome === 'done') ended.inc({ kind, outcome: 'done' });
    });
    worker.on('failed', (job, error) => {
      if (job) sayFailed(job, error, job.finishedOn !== undefined);
    });
    workers.set(kind, worker);
  }

  return {
    handle(kind, handler) {
      const known = handlers.has(kind);
      handlers.set(kind, handler);
      if (started && !known) begin(kind);
    },
    start() {
      started = true;
      for (const kind of handlers.keys()) begin(kind);
    },
    async close() {
      await Promise.allSettled([...workers.values()].map((worker) => worker.close()));
    },
  };
}
