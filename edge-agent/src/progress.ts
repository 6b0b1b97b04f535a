// Owns telling how far simulated history has come: a log line at most every second, and the demonstration server.
import type { Log } from './log.ts';

export interface ProgressReport {
  /** Progress of one driver; what is told is the sum over all. */
  report(driver: number, done: number, total: number): void;
  close(): Promise<void>;
}

const logEveryMs = 1000;
const retryMs = 1000;
const requestLimitMs = 5000;

/** `url`: where it is posted as `{done, total}`, with the API token where one is given; the newest figure gets there, those between need not. */
export function createProgressReport(options: {
  url: string | undefined;
  token: string | undefined;
  log: Log;
}): ProgressReport {
  const { url, token, log } = options;
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const parts = new Map<number, { done: number; total: number }>();
  const closing = new AbortController();
  let loggedAt = Number.NEGATIVE_INFINITY;
  let pending: { done: number; total: number } | undefined;
  let sending: Promise<void> | undefined;

  async function send(target: string): Promise<void> {
    while (pending && !closing.signal.aborted) {
      const body = pending;
      pending = undefined;
      try {
        const response = await fetch(target, {
          method: 'POST',
          headers,
          body: JSON.stringify(body),
          signal: AbortSignal.any([closing.signal, AbortSignal.timeout(requestLimitMs)]),
        });
        await response.arrayBuffer();
        if (response.status >= 500) throw new Error(`status ${response.status}`);
        if (!response.ok) log.warn({ status: response.status }, 'progress is not wanted');
      } catch (error) {
        log.debug({ reason: error instanceof Error ? error.message : String(error) }, 'progress not delivered');
        pending ??= body;
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
    sending = undefined;
  }

  return {
    report(driver, done, total) {
      parts.set(driver, { done, total });
      const sum = { done: 0, total: 0 };
      for (const part of parts.values()) {
        sum.done += part.done;
        sum.total += part.total;
      }
      const now = performance.now();
      if (now - loggedAt >= logEveryMs || sum.done === sum.total) {
        loggedAt = now;
        log.info({ ...sum, percent: Math.floor((100 * sum.done) / sum.total) }, 'history');
      }
      if (url === undefined) return;
      pending = sum;
      sending ??= send(url);
    },
    async close() {
      closing.abort();
      await sending;
    },
  };
}
