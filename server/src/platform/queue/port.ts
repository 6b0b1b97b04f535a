// Owns the queue port: work that must be done once, survives a restart, and is not doubled while it waits.

/** Letters, digits, `_`, `-` and `.`. */
export type JobKind = string;

export interface Job {
  id: string;
  kind: JobKind;
  payload: unknown;
  /** How often it was begun, this time included. */
  attempts: number;
}

export interface DeadJob {
  id: string;
  kind: JobKind;
  key: string;
  payload: unknown;
  /** How often it was begun. */
  attempts: number;
  /** Message of the last failure. */
  error: string;
  /** Epoch ms. */
  diedAt: number;
}

/**
 * Contract:
 * - `add` resolves when the job is durable and rejects within seconds where it cannot be. A job whose (kind, key) is already
 *   waiting is not added again; one that is already running is added anew, so work that arrives meanwhile is not lost. Where
 *   work is put down several times meanwhile, it is not said whose payload is kept: it should follow from the key, and what
 *   must be done once for a stretch of time carries that stretch in its key.
 * - A job that throws is tried again with growing delay, at most `maxAttempts` times, then kept as dead; it gives way to the
 *   same work put down meanwhile.
 * - At least once: a handler must be idempotent. The same key never runs side by side, except where a process lost the queue
 *   for longer than it may hold a job and goes on all the same.
 * - Work of a process that is killed is taken up by another within seconds, or by the next to start.
 * - A process runs the kinds it has handlers for, from `start` on; without handlers it only adds.
 * - Excluded: order between jobs, priorities, results.
 */
export interface Queue {
  add(kind: JobKind, key: string, payload: unknown): Promise<void>;
  handle(kind: JobKind, handler: (job: Job) => Promise<void>): void;
  /**
   * Runs `task` every `everyMs` without overlapping itself; where several processes ask for the same name, one of them does. What
   * was asked for last says how often. The first time may be at once; a failure is logged and not repeated before the next time.
   */
  every(name: string, everyMs: number, task: () => Promise<void>): void;
  /** Of all processes. */
  counts(): Promise<{ waiting: number; running: number; dead: number }>;
  /** At most `limit`, newest first. */
  dead(limit: number): Promise<DeadJob[]>;
  /** Puts a dead job down again with all its attempts; the same work that waits already stands for it. False: no such dead job. */
  rerun(id: string): Promise<boolean>;
  /** Gives a dead job up for good. False: no such dead job. */
  discard(id: string): Promise<boolean>;
  start(): void;
  /** Resolves when running handlers have ended. */
  close(): Promise<void>;
}
