// Owns whether Redis can be reached: the wait at the start, and saying once when it is lost and once when it is back.
import type { Redis as Client } from 'ioredis';
import type { Log } from '../log/index.ts';
import type { Metrics } from '../metrics/index.ts';

/** Answers an error it will also give the next time: a wrong password, no permission. Anything else may pass. */
const passing = /^(LOADING|MASTERDOWN|TRYAGAIN|BUSY)\b/;

/** Connects; rejects where Redis refuses, or is out of reach for `waitMs`. */
export async function reachOf(client: Client, options: { url: string; log: Log; waitMs: number }): Promise<void> {
  const { url, log, waitMs } = options;
  const place = withoutSecrets(url);
  let reason: string | undefined;
  await new Promise<void>((resolve, reject) => {
    const refuse = (what: string) => reject(new Error(`TAKT_REDIS_URL ${place} ${what}: ${reason ?? 'it is silent'}`));
    const limit = setTimeout(() => refuse('is out of reach'), waitMs);
    const hear = (error: Error) => {
      if (reason === undefined) log.info({ url: place, reason: messageOf(error) }, 'waiting for Redis');
      reason = messageOf(error);
      if (error.name === 'ReplyError' && !passing.test(reason)) refuse('refuses');
    };
    // An error nobody listens to would end the process.
    client.on('error', () => {});
    client.on('error', hear);
    client.once('ready', () => {
      clearTimeout(limit);
      client.off('error', hear);
      resolve();
    });
    client.once('end', () => clearTimeout(limit));
    // Its rejection tells of the first try only.
    client.connect().catch(() => {});
  });
}

/** From now on a loss makes one line in the log and the return another, until the returned function is called. */
export function sayReach(client: Client, options: { log: Log; metrics: Metrics; onBack: () => void }): () => void {
  const { log, metrics, onBack } = options;
  const losses = metrics.counter('takt_redis_disconnects_total', 'Times the connection to Redis was lost');
  metrics.gauge('takt_redis_connected', 'Whether Redis can be reached', [], (gauge) =>
    gauge.set(client.status === 'ready' ? 1 : 0),
  );
  let there = true;
  function lost(): void {
    if (!there) return;
    there = false;
    losses.inc();
    log.warn('Redis is out of reach, trying again');
  }
  client.on('close', lost);
  client.on('ready', () => {
    there = true;
    log.info('Redis is back');
    onBack();
  });
  return () => void client.off('close', lost);
}

/** Where it is, without what lets one in. */
function withoutSecrets(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

/** Where a name has several addresses, the reasons stand inside. */
function messageOf(error: Error & { code?: string }): string {
  return error.message || error.code || error.name;
}
