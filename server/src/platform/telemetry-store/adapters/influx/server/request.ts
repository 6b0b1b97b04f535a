// Owns a question on its way to InfluxDB and back: it ends with a whole answer or an error, and never not at all.
import type { Agent } from 'node:http';
import { text } from 'node:stream/consumers';
// Its own client waits for the end of an answer only: one that breaks off half-way would leave whoever asked waiting for ever.
import { Pool } from 'influx/lib/src/pool.js';
import type { InfluxConfig } from '../settings.ts';
import { queryHeadersOf } from './credentials.ts';

/** The package would set a host aside after a failure; there is one, and whoever asks wants to know. */
const noBackoff = { getDelay: () => 0, next: () => noBackoff, reset: () => noBackoff };

/** Sends a form to `/query`; answers the JSON that comes back. Rejects where it is not there, whole, within `timeoutMs`. */
export function createRequests(config: InfluxConfig, agent: Agent, timeoutMs: number) {
  const { protocol, hostname, port, pathname } = new URL(config.url);
  const defaultPort = protocol === 'https:' ? '443' : '80';
  const pool = new Pool({ maxRetries: 0, requestTimeout: timeoutMs, backoff: noBackoff });
  pool.addHost(`${protocol}//${hostname}:${port || defaultPort}${pathname.replace(/\/$/, '')}`, {
    agent,
    headers: { ...queryHeadersOf(config) },
  });
  return async (form: Readonly<Record<string, string>>): Promise<unknown> => {
    const answer = Promise.withResolvers<string>();
    const stop = new AbortController();
    const timer = setTimeout(() => {
      answer.reject(new Error(`InfluxDB did not answer within ${timeoutMs} ms`));
      stop.abort();
    }, timeoutMs);
    const body = new URLSearchParams(form).toString();
    pool.stream({ method: 'POST', path: '/query', body, signal: stop.signal }, (error, response) => {
      if (error) answer.reject(error);
      else text(response).then(answer.resolve, answer.reject);
    });
    return JSON.parse(await answer.promise.finally(() => clearTimeout(timer)));
  };
}
