// Owns time buckets: the boundaries a range is split at, in a site's time zone.
import type { Bucket } from '@takt/model/api';
import { nextBoundary, type Schedule } from '@takt/model/calendar';
import { hourMs, minuteMs } from '@takt/model/facts';

export interface TimeBucket {
  from: number;
  to: number;
  /** Code of the shift, for shift buckets. */
  shift?: string;
}

/** Buckets of [from, to), ascending, cut off at its ends. Shift buckets leave out the time between shifts. */
export function bucketsOf(
  bucket: Bucket | undefined,
  from: number,
  to: number,
  timeZone: string,
  schedule: Schedule,
): TimeBucket[] {
  if (from >= to) return [];
  if (bucket === undefined) return [{ from, to }];
  if (bucket === 'shift') {
    return schedule
      .shifts(from, to)
      .map((shift) => ({ from: Math.max(from, shift.from), to: Math.min(to, shift.to), shift: shift.code }))
      .filter((shift) => shift.from < shift.to);
  }
  const buckets: TimeBucket[] = [];
  for (let start = from; start < to; ) {
    const end = Math.min(to, nextStart(bucket, start, timeZone));
    buckets.push({ from: start, to: end });
    start = end;
  }
  return buckets;
}

function nextStart(bucket: Exclude<Bucket, 'shift'>, at: number, timeZone: string): number {
  if (bucket === 'minute') return (Math.floor(at / minuteMs) + 1) * minuteMs;
  return nextBoundary(bucket, at, timeZone);
}

/** How many buckets a range has at most; keeps a request from asking for millions. */
export function bucketCount(bucket: Bucket | undefined, from: number, to: number): number {
  const lengths = {
    minute: minuteMs,
    hour: hourMs,
    shift: 4 * hourMs,
    day: 24 * hourMs,
    week: 168 * hourMs,
    month: 672 * hourMs,
  };
  return bucket === undefined ? 1 : Math.ceil((to - from) / lengths[bucket]);
}
