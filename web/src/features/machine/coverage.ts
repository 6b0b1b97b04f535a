// Owns where data is missing: the stretches without, the longest of them, and since when it has been silent.
import type { StateInterval } from '@takt/model/api';
import type { Span } from '../../ui/range/choice.ts';

export interface Gaps {
  /** Begin of the stretch without data that has not ended; undefined while there is data. */
  silentSince: number | undefined;
  /** Longest first, the one that has not ended included. */
  longest: Span[];
  count: number;
}

/** `end`: up to where the intervals were asked for, at most now. */
export function gapsOf(intervals: readonly StateInterval[], end: number): Gaps {
  const gaps: Span[] = [];
  for (const { category, from, to } of intervals) {
    if (category !== 'unknown') continue;
    const last = gaps.at(-1);
    if (last?.to === from) last.to = to;
    else gaps.push({ from, to });
  }
  const last = gaps.at(-1);
  const reached = intervals.at(-1)?.to ?? 0;
  return {
    silentSince: last && last.to === reached && last.to >= end - toleranceMs ? last.from : undefined,
    longest: gaps.sort((a, b) => b.to - b.from - (a.to - a.from)),
    count: gaps.length,
  };
}

/** An answer is a little older than the moment it is shown. */
const toleranceMs = 120_000;
