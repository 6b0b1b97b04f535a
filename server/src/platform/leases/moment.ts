// Owns how long ago something was, for a process that may have been stopped meanwhile, alone or with its machine.

export interface Moment {
  monotonic: number;
  wall: number;
}

export function thisMoment(): Moment {
  return { monotonic: performance.now(), wall: Date.now() };
}

/** At least this long ago, ms: the monotonic clock stands still while the machine sleeps, the wall clock may be set back. */
export function elapsedMs(since: Moment): number {
  return Math.max(performance.now() - since.monotonic, Date.now() - since.wall);
}
