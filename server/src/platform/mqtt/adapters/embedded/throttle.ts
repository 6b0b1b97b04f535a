// Owns limits of speed: a faulty device is slowed down alone, by not reading from it; what comes too often is told apart.

/**
 * A bucket that fills at `perSecond` and holds one second's worth. `take` answers how long to wait before reading on: 0 while the
 * bucket has something left, else the ms until the debt is paid.
 */
export function createThrottle(perSecond: number, clock: () => number): { take(cost: number): number } {
  let level = perSecond;
  let at = clock();
  return {
    take(cost) {
      const now = clock();
      if (now > at) {
        level = Math.min(perSecond, level + ((now - at) * perSecond) / 1000);
        at = now;
      }
      level -= cost;
      return level >= 0 ? 0 : Math.ceil((-level * 1000) / perSecond);
    },
  };
}

/** How much may still be taken, and as of when. */
export interface Bucket {
  level: number;
  at: number;
}

export function fullBucket(burst: number, now: number): Bucket {
  return { level: burst, at: now };
}

/** Takes one where there is one; a refusal costs nothing, so that who stops asking too often is served again at once. */
export function takeFrom(bucket: Bucket, perSecond: number, burst: number, now: number): boolean {
  if (now > bucket.at) {
    bucket.level = Math.min(burst, bucket.level + ((now - bucket.at) * perSecond) / 1000);
    bucket.at = now;
  }
  if (bucket.level < 1) return false;
  bucket.level -= 1;
  return true;
}
