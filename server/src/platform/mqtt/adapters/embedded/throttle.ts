// Owns the speed limit of one client: a faulty device is slowed down alone, by not reading from it.

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
