// Owns the geometry of one lane of a state timeline: joining, hit testing, stepping, and its summary.
import type { StateInterval } from '@takt/model/api';
import type { TimeCategory } from '@takt/model/facts';

/** Joins neighbours that look the same: the fold cuts at minutes, products and definitions, the eye does not. */
export function joinIntervals(intervals: readonly StateInterval[]): StateInterval[] {
  const joined: StateInterval[] = [];
  for (const interval of intervals) {
    const last = joined.at(-1);
    if (last && last.to === interval.from && last.category === interval.category && last.alarm === interval.alarm) {
      last.to = interval.to;
      if (last.product !== interval.product) delete last.product;
    } else joined.push({ ...interval });
  }
  return joined;
}

/** Index of the interval that holds `at`, or −1. Binary search: intervals are ascending and do not overlap. */
export function intervalAt(intervals: readonly StateInterval[], at: number): number {
  let low = 0;
  let high = intervals.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const interval = intervals[middle];
    if (!interval) return -1;
    if (at < interval.from) high = middle - 1;
    else if (at >= interval.to) low = middle + 1;
    else return middle;
  }
  return -1;
}

/** The interval to show when an arrow key is pressed; stays within the lane. */
export function stepTo(intervals: readonly StateInterval[], index: number, key: string): number {
  const last = intervals.length - 1;
  if (last < 0) return -1;
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key === 'ArrowRight') return Math.min(last, index + 1);
  if (key === 'ArrowLeft') return Math.max(0, index < 0 ? last : index - 1);
  return index;
}

/** Time per category inside [from, to], longest first. */
export function laneSummary(
  intervals: readonly StateInterval[],
  from: number,
  to: number,
): { category: TimeCategory; ms: number }[] {
  const sums = new Map<TimeCategory, number>();
  for (const interval of intervals) {
    const ms = Math.min(to, interval.to) - Math.max(from, interval.from);
    if (ms > 0) sums.set(interval.category, (sums.get(interval.category) ?? 0) + ms);
  }
  return [...sums].map(([category, ms]) => ({ category, ms })).sort((a, b) => b.ms - a.ms);
}
