// Owns what every queue makes of an attempt: how long a failed one waits, and what is counted of it.
import type { Metrics } from '../metrics/index.ts';
import type { JobKind, Queue } from './port.ts';

const longestDelayMs = 300_000;
const secondsBounds = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300];

/** Delay after the attempt of this number, from 1; doubles with each. */
export function retryDelay(attempts: number, firstMs: number): number {
  return Math.min(longestDelayMs, firstMs * 2 ** (attempts - 1));
}

export interface JobMetrics {
  ended: { inc(labels: { kind: JobKind; outcome: 'done' | 'failed' | 'dead' }): void };
  /** Runs an attempt and measures it, however it ends. */
  measured<T>(kind: JobKind, attempt: () => Promise<T>): Promise<T>;
}

export function jobMetrics(metrics: Metrics, counts: Queue['counts']): JobMetrics {
  const seconds = metrics.histogram('takt_queue_job_seconds', 'How long attempts took', secondsBounds, ['kind']);
  metrics.gauge('takt_queue_jobs', 'Jobs kept by all processes, by state', ['state'], async (gauge) => {
    gauge.reset();
    // Nothing is shown where the queue cannot be asked; whether it can is shown elsewhere.
    const known = await counts().catch(() => ({}));
    for (const [state, count] of Object.entries(known)) gauge.set({ state }, count);
  });
  return {
    ended: metrics.counter('takt_queue_jobs_total', 'Attempts ended', ['kind', 'outcome']),
    async measured(kind, attempt) {
      const end = seconds.startTimer({ kind });
      try {
        return await attempt();
      } finally {
        end();
      }
    },
  };
}
