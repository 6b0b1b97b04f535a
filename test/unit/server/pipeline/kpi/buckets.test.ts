// Time buckets: local boundaries, cut off at the ends of the range, gapless but for shifts.
import { createSchedule } from '@takt/model/calendar';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsOf } from '../../../../../server/src/pipeline/kpi/buckets.ts';

const zone = 'Europe/Berlin';
const clock = createSchedule(undefined, zone);

describe('buckets', () => {
  it('of days begin at local midnight and know the day of 23 hours', () => {
    const days = bucketsOf(
      'day',
      Date.parse('2026-03-28T00:00:00+01:00'),
      Date.parse('2026-03-31T00:00:00+02:00'),
      zone,
      clock,
    );
    expect(days.map((day) => (day.to - day.from) / 3_600_000)).toEqual([24, 23, 24]);
  });

  it('are gapless over any range', () => {
    const start = Date.UTC(2026, 2, 1);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 * 1440 }),
        fc.integer({ min: 1, max: 10 * 1440 }),
        fc.constantFrom('hour', 'day', 'week', 'month', undefined),
        (offset, length, bucket) => {
          const from = start + offset * 60_000;
          const to = from + length * 60_000;
          const buckets = bucketsOf(bucket, from, to, zone, clock);
          expect(buckets[0]?.from).toBe(from);
          expect(buckets.at(-1)?.to).toBe(to);
          expect(buckets.slice(1).map((one) => one.from)).toEqual(buckets.slice(0, -1).map((one) => one.to));
        },
      ),
    );
  });

  it('of shifts leave out the time between them', () => {
    const schedule = createSchedule(
      {
        code: 'c',
        name: 'Day shift',
        shifts: [{ code: 'd', name: 'Day', start: '08:00', end: '16:00', weekdays: [1, 2, 3, 4, 5, 6, 7], breaks: [] }],
        holidays: [],
        workingDays: [],
      },
      'UTC',
    );
    const day = Date.UTC(2026, 0, 5);
    const hour = 3_600_000;
    expect(bucketsOf('shift', day + 10 * hour, day + 34 * hour, 'UTC', schedule)).toEqual([
      { from: day + 10 * hour, to: day + 16 * hour, shift: 'd' },
      { from: day + 32 * hour, to: day + 34 * hour, shift: 'd' },
    ]);
  });
});
