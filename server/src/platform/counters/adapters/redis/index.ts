// Owns counters all processes share, in Redis; while it is out of reach each process counts for itself.
import { createHash } from 'node:crypto';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { prefix, type Redis } from '../../../redis/index.ts';
import type { Counters } from '../../port.ts';
import { counterOver } from '../counter.ts';
import { limiterInProcess } from '../in-process/index.ts';

export function createRedisCounters(redis: Redis): Counters {
  const placeOf = (key: string) => createHash('sha256').update(key).digest('base64url').slice(0, 22);
  return ({ name, windowMs }) =>
    counterOver(
      new RateLimiterRedis({
        storeClient: redis.client,
        keyPrefix: `${prefix}:counters:${name}`,
        points: Number.MAX_SAFE_INTEGER,
        duration: windowMs / 1000,
        rejectIfRedisNotReady: true,
        insuranceLimiter: limiterInProcess(name, windowMs),
      }),
      placeOf,
    );
}
