// Owns time axes: where ticks stand on local wall-clock boundaries and how a moment becomes a position.
import { offsetMs } from '@takt/model/calendar';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  3 * hour,
  4 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  7 * day,
];

export interface Tick {
  at: number;
  /** Fraction of the axis, 0–1. */
  position: number;
  /** Stands on local midnight: worth a date instead of a clock. */
  midnight: boolean;
}

/** Fraction of [from, to] at which `at` lies; outside the range it is below 0 or above 1. */
export function positionOf(at: number, from: number, to: number): number {
  return to > from ? (at - from) / (to - from) : 0;
}

/** At most `most` ticks over [from, to], on round local times. */
export function timeTicks(from: number, to: number, most: number, timeZone: string): Tick[] {
  if (!(to > from) || most < 1) return [];
  const step = steps.find((size) => (to - from) / size <= most) ?? Math.ceil((to - from) / most / day) * day;
  const ticks: Tick[] = [];
  const offset = offsetMs(from, timeZone);
  for (let wall = Math.ceil((from + offset) / step) * step; ; wall += step) {
    const guess = wall - offset;
    if (guess > to + hour) break;
    const at = wall - offsetMs(guess, timeZone);
    if (at >= from && at <= to) ticks.push({ at, position: positionOf(at, from, to), midnight: wall % day === 0 });
  }
  return ticks;
}
