// Owns the queue port: work that must be done once, survives a restart, and is not doubled while it waits.

export type JobKind = string;

export interface Job {
  id: string;
  kind: JobKind;
  payload: unknown;
  attempts: number;
}

/** Work that was given up after `maxAttempts` tries. */
export interface DeadJob {
  id: string;
  kind: JobKind;
  key: string;
  payload: unknown;
  attempts: number;
  /** What the last try said. */
  error: string;
  /** Epoch ms. */
  diedAt: number;
}

/**
 * Contract:
 * - `add` resolves when the job is durable. A job whose (kind, key) is already waiting is not added again; one that is
 *   already running is added anew, so work that arrives meanwhile is not lost.
 * - A job that throws is tried again with growing delay, at most `maxAttempts` times, then kept as dead.
 * - At least once: a handler must be idempotent.
 * - Excluded: order between jobs, priorities, results.
 */
export interface Queue {
  add(kind: JobKind, key: string, payload: unknown): Promise<void>;
  handle(kind: JobKind, handler: (job: Job) => Promise<void>): void;
  /** Runs `task` every `everyMs` without overlapping itself. */
  every(name: string, everyMs: number, task: () => Promise<void>): void;
  counts(): Promise<{ waiting: number; running: number; dead: number }>;
  /** Newest first. */
  dead(limit: number): Promise<DeadJob[]>;
  /** Has a dead job done again, with all its tries; false: there is none of that id. */
  rerun(id: string): Promise<boolean>;
  /** Forgets a dead job; false: there is none of that id. */
  discard(id: string): Promise<boolean>;
  start(): void;
  /** Resolves when running handlers have ended. */
  close(): Promise<void>;
}
