// Owns a counter over a limiter of rate-limiter-flexible, which keeps counts in memory or in Redis alike.
import type { RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import type { Counted, Counter } from '../port.ts';

export function counterOver(limiter: RateLimiterAbstract, placeOf: (key: string) => string): Counter {
  return {
    count: async (key) => countedFrom(await limiter.penalty(placeOf(key))),
    async takeBack(key) {
      await limiter.reward(placeOf(key));
    },
    look: async (key) => countedFrom(await limiter.get(placeOf(key))),
    async hold(key, forMs) {
      await limiter.set(placeOf(key), 1, Math.ceil(forMs / 1000));
    },
  };
}

function countedFrom(result: RateLimiterRes | null): Counted {
  // What is over may still stand there for a moment.
  if (!result || result.msBeforeNext <= 0) return { count: 0, endsInMs: 0 };
  return { count: Math.max(0, result.consumedPoints), endsInMs: result.msBeforeNext };
}
