// Owns the connections to Redis: waited for at the start, back by themselves after a loss, one line in the log for each.
import { Redis as Client, type RedisOptions as ClientOptions } from 'ioredis';
import type { Log } from '../log/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { reachOf, sayReach } from './reach.ts';
import { warnOfSettings } from './settings.ts';

export interface RedisOptions {
  /** `redis://user:password@host:6379/0`, `rediss://…` for TLS. */
  url: string;
  log: Log;
  metrics: Metrics;
  /** How long a Redis that is out of reach is waited for at the start. */
  waitMs?: number;
  /** A command that is not answered within this rejects. */
  commandTimeoutMs?: number;
}

export interface Redis {
  /** Shared by all who have a question; a command rejects where it is not answered in time. */
  readonly client: Client;
  /**
   * A connection of its own for whoever subscribes or blocks. Its commands wait for Redis as long as it takes; subscriptions come
   * back by themselves. Closed with the rest at the latest.
   */
  connection(purpose: string): Client;
  /**
   * Tells those who listen to a channel at this moment. Never throws, never rejects and never piles up: what cannot be sent now
   * is lost and counted. How many processes got it; undefined: it is lost.
   */
  publish(channel: string, message: string | Uint8Array): Promise<number | undefined>;
  /** Called each time Redis is back after a loss, until the returned function is called. */
  onBack(listener: () => void): () => void;
  /** Round trip; rejects where Redis does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** All that Takt keeps in Redis and says over it starts with this; an installation has its Redis to itself. */
export const prefix = 'takt';

const longestRetryMs = 1000;
/** Messages that may be on their way; more is a Redis that does not keep up or stands still. */
const maxUnanswered = 10_000;

/** Rejects where Redis cannot be reached within `waitMs`, or refuses; the reason names the key and never the password. */
export async function connectRedis(options: RedisOptions): Promise<Redis> {
  const { url, log, metrics, waitMs = 60_000, commandTimeoutMs = 5000 } = options;
  const client = new Client(url, {
    ...settings('client'),
    lazyConnect: true,
    maxRetriesPerRequest: 10,
    commandTimeout: commandTimeoutMs,
    // One that stands still is a lost one: what was sent to it must not pile up.
    socketTimeout: 2 * commandTimeoutMs,
  });
  const connections = new Set([client]);
  try {
    await reachOf(client, { url, log, waitMs });
    await warnOfSettings(client, log);
  } catch (error) {
    client.disconnect();
    throw error;
  }
  const back = new Set<() => void>();
  const quiet = sayReach(client, {
    log,
    metrics,
    onBack() {
      for (const listener of back) listener();
    },
  });
  const lost = metrics.counter('takt_redis_messages_lost_total', 'Messages not sent because Redis was out of reach');
  let unanswered = 0;

  return {
    client,
    connection(purpose) {
      const own = new Client(url, { ...settings(purpose), maxRetriesPerRequest: null });
      // What is to be said of a loss is said of the shared connection.
      own.on('error', () => {});
      own.once('end', () => connections.delete(own));
      connections.add(own);
      return own;
    },
    async publish(channel, message) {
      if (client.status !== 'ready' || unanswered >= maxUnanswered) {
        lost.inc();
        return undefined;
      }
      unanswered++;
      try {
        return await client.publish(channel, typeof message === 'string' ? message : Buffer.from(message));
      } catch {
        lost.inc();
        return undefined;
      } finally {
        unanswered--;
      }
    },
    onBack(listener) {
      back.add(listener);
      return () => void back.delete(listener);
    },
    async check() {
      if (client.status !== 'ready') throw new Error('Redis is out of reach');
      await client.ping();
    },
    async close() {
      quiet();
      for (const connection of connections) connection.disconnect();
    },
  };
}

function settings(purpose: string) {
  return {
    connectionName: `${prefix}:${purpose}`,
    connectTimeout: 5000,
    // A dead peer is found within half a minute also where nobody says anything.
    keepAlive: 10_000,
    retryStrategy: (times: number) => Math.min(longestRetryMs, 50 * 2 ** times),
  } satisfies ClientOptions;
}
