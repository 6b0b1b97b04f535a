// Owns local time: wall clock parts and the beginnings of hours, days, weeks and months in an IANA time zone, DST-safe.
import { isTimeZone, jumpBetween, momentOf, offsetMs } from './offset.ts';

export { isTimeZone, offsetMs };

const minute = 60_000;
const hour = 3_600_000;
const day = 86_400_000;

/** The wall clock at a moment. */
export interface LocalParts {
  year: number;
  /** 1–12. */
  month: number;
  /** 1–31. */
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** ISO weekday, 1 = Monday … 7 = Sunday. */
  weekday: number;
  /** Local date as YYYY-MM-DD. */
  date: string;
}

/** Time buckets whose boundaries depend on the wall clock alone. */
export type LocalBucket = 'minute' | 'hour' | 'day' | 'week' | 'month';

export function localParts(at: number, timeZone: string): LocalParts {
  const wall = new Date(at + offsetMs(at, timeZone));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    weekday: isoWeekday(Math.floor(wall.getTime() / day)),
    date: wall.toISOString().slice(0, -14),
  };
}

/** ISO weekday of a day counted from 1970-01-01. */
export function isoWeekday(dayNumber: number): number {
  return ((((dayNumber + 3) % 7) + 7) % 7) + 1;
}

/**
 * The local day a moment belongs to, counted from 1970-01-01: the last day that began at or before it. It differs from the
 * date on the wall only where a clock put back past midnight shows yesterday's date again.
 */
export function dayNumberOf(at: number, timeZone: string): number {
  let number = Math.floor((at + offsetMs(at, timeZone)) / day);
  while (startOfDayNumber(number + 1, timeZone) <= at) number++;
  return number;
}

/** First moment of a local day given as days from 1970-01-01. */
export function startOfDayNumber(dayNumber: number, timeZone: string): number {
  return momentOf(dayNumber * day, timeZone);
}

/** The moment the wall clock of a local day shows `minutes` after midnight; 1440 and more is on the next day. */
export function momentOnDay(dayNumber: number, minutes: number, timeZone: string): number {
  return momentOf(dayNumber * day + minutes * minute, timeZone);
}

export function startOfHour(at: number, timeZone: string): number {
  const wall = at + offsetMs(at, timeZone);
  const start = at - modulo(wall, hour);
  // A clock put forward or back by half an hour begins a new, shorter hour at the jump.
  return jumpBetween(start, at, timeZone) ?? start;
}

export function startOfDay(at: number, timeZone: string): number {
  return startOfDayNumber(dayNumberOf(at, timeZone), timeZone);
}

/** Weeks begin on Monday (ISO 8601). */
export function startOfWeek(at: number, timeZone: string): number {
  const number = dayNumberOf(at, timeZone);
  return startOfDayNumber(number - isoWeekday(number) + 1, timeZone);
}

export function startOfMonth(at: number, timeZone: string): number {
  return startOfDayNumber(firstOfMonth(dayNumberOf(at, timeZone), 0), timeZone);
}

/** Beginning of the bucket a moment lies in. */
export function startOf(bucket: LocalBucket, at: number, timeZone: string): number {
  switch (bucket) {
    case 'minute':
      return Math.floor(at / minute) * minute;
    case 'hour':
      return startOfHour(at, timeZone);
    case 'day':
      return startOfDay(at, timeZone);
    case 'week':
      return startOfWeek(at, timeZone);
    case 'month':
      return startOfMonth(at, timeZone);
  }
}

/** First beginning of a bucket strictly after a moment. */
export function nextBoundary(bucket: LocalBucket, at: number, timeZone: string): number {
  if (bucket === 'minute') return Math.floor(at / minute) * minute + minute;
  if (bucket === 'hour') {
    const next = at - modulo(at + offsetMs(at, timeZone), hour) + hour;
    return jumpBetween(at, next, timeZone) ?? next;
  }
  const number = dayNumberOf(at, timeZone);
  if (bucket === 'day') return startOfDayNumber(number + 1, timeZone);
  if (bucket === 'week') return startOfDayNumber(number - isoWeekday(number) + 8, timeZone);
  return startOfDayNumber(firstOfMonth(number, 1), timeZone);
}

function firstOfMonth(dayNumber: number, monthsLater: number): number {
  const date = new Date(dayNumber * day);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsLater, 1) / day;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
