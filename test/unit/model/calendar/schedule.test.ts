// The schedule: shifts and breaks laid over real time add up and leave no gap.
import { type Calendar, calendarSchema, createSchedule, type Segment } from '@takt/model/calendar';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendar, range, zone } from './arbitraries.ts';

const hour = 3_600_000;
const minute = 60_000;
const utc = (text: string) => Date.parse(text);

const twoShifts: Calendar = {
  code: 'two',
  ...calendarSchema.parse({
    name: 'Two shifts',
    shifts: [
      { code: 'day', name: 'Day', start: '08:00', end: '20:00', breaks: [{ start: '12:00', end: '12:40' }] },
      { code: 'night', name: 'Night', start: '20:00', end: '08:00', breaks: [{ start: '23:50', end: '00:30' }] },
    ],
  }),
};
const weekdaysOnly: Calendar = {
  code: 'one',
  ...calendarSchema.parse({
    name: 'Weekdays',
    shifts: [{ code: 'd', name: 'Day', start: '08:00', end: '17:00', weekdays: [1, 2, 3, 4, 5] }],
    holidays: ['2026-10-01', '2026-10-02'],
    workingDays: ['2026-10-10'],
  }),
};

function sums(segments: Segment[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { kind, from, to } of segments) found[kind] = (found[kind] ?? 0) + to - from;
  return found;
}

describe('shifts over midnight', () => {
  const schedule = createSchedule(twoShifts, 'Asia/Shanghai');

  it('a break that spans midnight lies in the night shift', () => {
    const parts = schedule.segments(utc('2026-03-04T20:00+08:00'), utc('2026-03-05T08:00+08:00'));
    expect(parts.map(({ kind, shift }) => `${shift} ${kind}`)).toEqual([
      'night scheduled',
      'night break',
      'night scheduled',
    ]);
    expect(parts[1]).toMatchObject({ from: utc('2026-03-04T23:50+08:00'), to: utc('2026-03-05T00:30+08:00') });
  });

  it('the night shift before the range is found', () => {
    const [first] = schedule.shifts(utc('2026-03-05T03:00+08:00'), utc('2026-03-05T09:00+08:00'));
    expect(first).toMatchObject({
      code: 'night',
      from: utc('2026-03-04T20:00+08:00'),
      scheduledMs: 12 * hour - 40 * minute,
    });
  });

  it('a shift that only touches the edge of the range is not in it', () => {
    const found = schedule.shifts(utc('2026-03-05T08:00+08:00'), utc('2026-03-05T20:00+08:00'));
    expect(found.map((shift) => shift.code)).toEqual(['day']);
  });

  it('the night of the changed clock is an hour shorter or longer', () => {
    const newYork = createSchedule(twoShifts, 'America/New_York');
    const lengthOf = (at: string) =>
      newYork.shifts(utc(at), utc(at) + 1).map((shift) => (shift.to - shift.from) / hour);
    expect(lengthOf('2024-03-10T05:00Z')).toEqual([11]);
    expect(lengthOf('2024-11-03T05:00Z')).toEqual([13]);
  });
});

describe('days off and make-up days', () => {
  const schedule = createSchedule(weekdaysOnly, 'Asia/Shanghai');
  const worked = (date: string) =>
    (24 * hour - schedule.unscheduledMs(utc(`${date}T00:00+08:00`), utc(`${date}T00:00+08:00`) + 24 * hour)) / hour;

  it.each([
    ['2026-09-30', 9, 'a Wednesday is worked'],
    ['2026-10-01', 0, 'a holiday is not'],
    ['2026-10-10', 9, 'a make-up Saturday is'],
    ['2026-10-11', 0, 'a Sunday is not'],
  ])('%s: %d h (%s)', (date, hours) => expect(worked(date)).toBe(hours));
});

describe('without a calendar', () => {
  const schedule = createSchedule(undefined, 'Europe/Berlin');

  it('everything is scheduled and shifts are local days', () => {
    const from = utc('2024-03-30T12:00Z');
    const to = utc('2024-04-01T12:00Z');
    expect(schedule.segments(from, to)).toEqual([{ from, to, kind: 'scheduled' }]);
    expect(schedule.unscheduledMs(from, to)).toBe(0);
    expect(schedule.shifts(from, to).map((shift) => (shift.to - shift.from) / hour)).toEqual([24, 23, 24]);
  });
});

describe('any calendar, any zone, any range', () => {
  it('segments follow each other without a gap and add up to the range', () => {
    fc.assert(
      fc.property(calendar, zone, range, (random, timeZone, { from, to }) => {
        const schedule = createSchedule(random, timeZone);
        let at = from;
        for (const part of schedule.segments(from, to)) {
          expect(part.from).toBe(at);
          expect(part.to).toBeGreaterThan(part.from);
          at = part.to;
        }
        expect(at).toBe(to);
        expect(schedule.unscheduledMs(from, to)).toBe(sums(schedule.segments(from, to)).unscheduled ?? 0);
      }),
      { numRuns: 300 },
    );
  });

  it('a range cut in two has the segments of the whole', () => {
    fc.assert(
      fc.property(
        calendar,
        zone,
        range,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (random, timeZone, whole, share) => {
          const schedule = createSchedule(random, timeZone);
          const cut = whole.from + Math.floor((whole.to - whole.from) * share);
          const parts = [...schedule.segments(whole.from, cut), ...schedule.segments(cut, whole.to)];
          expect(merge(parts)).toEqual(schedule.segments(whole.from, whole.to));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("a shift's own time is what the segments inside it say", () => {
    fc.assert(
      fc.property(calendar, zone, range, (random, timeZone, { from, to }) => {
        const schedule = createSchedule(random, timeZone);
        for (const shift of schedule.shifts(from, to)) {
          const inside = sums(schedule.segments(shift.from, shift.to));
          expect(inside.unscheduled ?? 0).toBe(0);
          expect(inside.scheduled ?? 0).toBe(shift.scheduledMs);
          expect(shift.to > from && shift.from < to).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});

function merge(parts: Segment[]): Segment[] {
  const found: Segment[] = [];
  for (const part of parts) {
    const last = found.at(-1);
    if (last && last.kind === part.kind && last.shift === part.shift) last.to = part.to;
    else found.push({ ...part });
  }
  return found;
}
