// Owns the pace of a replay: when the block of a moment is due, with the time between blocks kept, shortened or left out.

export interface Pace {
  /** Ms to wait, counted from `now`, before the block of `at` is sent. */
  waitMs(at: number | undefined, now: number): number;
}

/**
 * `factor`: recorded over real time; infinity: at once. Only time that goes on counts: a block from before the latest one so
 * far is due at once. Longer pauses than `longestPauseMs`, as between days, are cut to it, and `onCut` is told.
 */
export function createPace(options: {
  factor: number;
  longestPauseMs: number;
  onCut?: (pauseMs: number) => void;
}): Pace {
  const { factor, longestPauseMs, onCut } = options;
  let latest: number | undefined;
  let due: number | undefined;
  return {
    waitMs(at, now) {
      if (factor === Number.POSITIVE_INFINITY || at === undefined) return 0;
      due ??= now;
      const step = latest === undefined ? 0 : Math.max(0, at - latest) / factor;
      if (step > longestPauseMs) onCut?.(step);
      latest = Math.max(latest ?? at, at);
      due += Math.min(step, longestPauseMs);
      return Math.max(0, due - now);
    },
  };
}
