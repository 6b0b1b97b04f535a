// Local time: days, hours and weeks begin where the wall clock says, also when clocks jump.
import {
  isTimeZone,
  type LocalBucket,
  localParts,
  nextBoundary,
  startOf,
  startOfDay,
  startOfHour,
  startOfMonth,
  startOfWeek,
} from '@takt/model/calendar';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moment, zone, zones } from './arbitraries.ts';

const hour = 3_600_000;
const utc = (text: string) => Date.parse(text);

function dayLength(date: string, timeZone: string): number {
  const start = startOfDay(utc(date), timeZone);
  return (nextBoundary('day', start, timeZone) - start) / hour;
}

describe('days', () => {
  it.each([
    ['2024-03-10T17:00Z', 'America/New_York', 23],
    ['2024-11-03T17:00Z', 'America/New_York', 25],
    ['2024-03-31T12:00Z', 'Europe/Berlin', 23],
    ['2024-10-27T12:00Z', 'Europe/Berlin', 25],
    ['2024-04-07T01:00Z', 'Australia/Lord_Howe', 24.5],
    ['2024-10-06T01:00Z', 'Australia/Lord_Howe', 23.5],
    ['2024-05-05T06:00Z', 'Asia/Shanghai', 24],
    ['2024-05-05T06:00Z', 'Asia/Kathmandu', 24],
    ['2023-04-28T12:00Z', 'Africa/Cairo', 23],
    ['2011-12-29T20:00Z', 'Pacific/Apia', 24],
  ])('the day around %s in %s has %d hours', (at, timeZone, hours) => {
    expect(dayLength(at, timeZone)).toBe(hours);
  });

  it('a day skipped by the calendar does not take place', () => {
    const start = startOfDay(utc('2011-12-29T20:00Z'), 'Pacific/Apia');
    expect(localParts(nextBoundary('day', start, 'Pacific/Apia'), 'Pacific/Apia').date).toBe('2011-12-31');
  });

  it('the hour that comes twice belongs to one day', () => {
    const first = utc('2024-11-03T04:30Z');
    expect(startOfDay(first, 'America/Havana')).toBe(startOfDay(first + hour, 'America/Havana'));
  });

  it('a clock put back past midnight leaves no moment without a day', () => {
    const at = utc('2006-10-29T02:40Z');
    expect(startOfDay(at, 'America/St_Johns')).toBeLessThanOrEqual(at);
    expect(nextBoundary('day', at, 'America/St_Johns')).toBeGreaterThan(at);
  });
});

describe('hours', () => {
  it('begin at a quarter past in UTC where the zone is off by 5:45', () => {
    expect(startOfHour(utc('2024-05-05T06:20Z'), 'Asia/Kathmandu')).toBe(utc('2024-05-05T06:15Z'));
  });

  it('the second coming of an hour is an hour of its own', () => {
    expect(startOfHour(utc('2024-11-03T05:30Z'), 'America/New_York')).toBe(utc('2024-11-03T05:00Z'));
    expect(startOfHour(utc('2024-11-03T06:30Z'), 'America/New_York')).toBe(utc('2024-11-03T06:00Z'));
  });

  it('a half-hour jump makes a half hour', () => {
    const jump = utc('2024-04-06T15:00Z');
    expect(nextBoundary('hour', jump - 1, 'Australia/Lord_Howe')).toBe(jump);
    expect(nextBoundary('hour', jump, 'Australia/Lord_Howe')).toBe(jump + hour / 2);
  });
});

describe('weeks and months', () => {
  it('a week begins on Monday at local midnight', () => {
    expect(startOfWeek(utc('2024-03-10T23:00Z'), 'Asia/Shanghai')).toBe(utc('2024-03-10T16:00Z'));
    expect(startOfWeek(utc('2024-03-10T12:00Z'), 'Asia/Shanghai')).toBe(utc('2024-03-03T16:00Z'));
  });

  it('a month begins on its first day at local midnight, and December is followed by January', () => {
    expect(startOfMonth(utc('2024-03-31T16:00Z'), 'Asia/Shanghai')).toBe(utc('2024-03-31T16:00Z'));
    expect(nextBoundary('month', utc('2024-12-15T00:00Z'), 'Europe/Berlin')).toBe(utc('2024-12-31T23:00Z'));
  });
});

describe.each<LocalBucket>(['minute', 'hour', 'day', 'week', 'month'])('buckets of a %s', (bucket) => {
  it('cover time without gaps: a moment lies between the beginning of its bucket and the next', () => {
    fc.assert(
      fc.property(moment, zone, (at, timeZone) => {
        const start = startOf(bucket, at, timeZone);
        const next = nextBoundary(bucket, at, timeZone);
        expect(start).toBeLessThanOrEqual(at);
        expect(next).toBeGreaterThan(at);
        expect(startOf(bucket, start, timeZone)).toBe(start);
        expect(nextBoundary(bucket, start, timeZone)).toBe(next);
        expect(startOf(bucket, next - 1, timeZone)).toBe(start);
        expect(startOf(bucket, next, timeZone)).toBe(next);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the wall clock', () => {
  const formats = new Map(
    zones.map((timeZone) => [
      timeZone,
      new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }),
    ]),
  );

  it('reads as the runtime formats it', () => {
    fc.assert(
      fc.property(moment, zone, (at, timeZone) => {
        const parts = localParts(at, timeZone);
        const clock = [parts.hour, parts.minute, parts.second].map((part) => String(part).padStart(2, '0')).join(':');
        expect(`${parts.date} ${clock}`).toBe(formats.get(timeZone)?.format(at));
      }),
      { numRuns: 1000 },
    );
  });

  it('knows zones from names that are none', () => {
    expect(isTimeZone('Asia/Shanghai')).toBe(true);
    expect(isTimeZone('Asia/Atlantis')).toBe(false);
  });
});
