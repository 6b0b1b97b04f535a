// Owns the check of Redis: reached, its clock, and settings without which the queue loses work.
import { Redis } from 'ioredis';
import type { Check, Finding } from './check.ts';
import { roundTrip, withClock } from './clock.ts';

const limitMs = 4000;

export function redisCheck(url: string): Check {
  return {
    part: 'Redis',
    hint: 'see TAKT_REDIS_URL and the log of Redis',
    async run() {
      const client = new Redis(url, {
        lazyConnect: true,
        connectTimeout: limitMs,
        commandTimeout: limitMs,
        maxRetriesPerRequest: 0,
        retryStrategy: () => null,
      });
      let reason: Error | undefined;
      client.on('error', (error) => {
        reason = error;
      });
      try {
        // Where the connection fails, the client says only that it is closed; the reason came before.
        await client.connect().catch((error: unknown) => {
          throw reason ?? error;
        });
        return await inspect(client);
      } finally {
        client.disconnect();
      }
    },
  };
}

async function inspect(client: Redis): Promise<Finding> {
  const info = await client.info();
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  const { answer, latencyMs, at } = await roundTrip(() => client.time());
  const [seconds, microseconds] = answer.map(Number);
  const now = (seconds ?? 0) * 1000 + (microseconds ?? 0) / 1000;
  const policy = field('maxmemory_policy');
  const durable = field('aof_enabled') === '1';
  const detail = `${field('used_memory_human')}B used, eviction ${policy}, append-only file ${durable ? 'on' : 'off'}`;
  const found = { version: field('redis_version'), latencyMs, detail };
  return withClock({ ...judge(policy, durable), ...found }, now - at, latencyMs / 2);
}

function judge(policy: string, durable: boolean): Pick<Finding, 'verdict' | 'hint'> {
  if (policy !== '' && policy !== 'noeviction') {
    return { verdict: 'fail', hint: 'set maxmemory-policy noeviction: Redis may throw waiting work away' };
  }
  if (!durable) return { verdict: 'warn', hint: 'set appendonly yes: waiting work is lost when Redis ends' };
  return { verdict: 'ok' };
}
