// What a calendar may not contain is refused with the names of what clashes.
import { calendarSchema } from '@takt/model/calendar';
import { describe, expect, it } from 'vitest';

const day = { code: 'day', name: 'Day', start: '08:00', end: '20:00' };
const night = { code: 'night', name: 'Night', start: '20:00', end: '08:00' };

function refusals(calendar: object): string[] {
  const result = calendarSchema.safeParse({ name: 'c', ...calendar });
  return result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

describe('shifts', () => {
  it('may touch', () => expect(refusals({ shifts: [day, night] })).toEqual([]));

  it('that overlap are refused, both named, once', () => {
    expect(refusals({ shifts: [day, { ...night, start: '19:30' }] })).toEqual([
      'shifts.1: shifts "day" and "night" overlap on Monday',
    ]);
  });

  it('over midnight may not reach into the next day’s shift', () => {
    expect(refusals({ shifts: [day, { ...night, end: '08:30' }] })).toEqual([
      'shifts.1: shifts "day" and "night" overlap on Monday',
    ]);
  });

  it('over midnight may not reach from Sunday into Monday', () => {
    const sunday = { ...night, end: '09:00', weekdays: [7] };
    expect(refusals({ shifts: [{ ...day, weekdays: [1] }, sunday] })).toEqual([
      'shifts.1: shifts "day" and "night" overlap on Sunday',
    ]);
  });

  it('on different weekdays may have the same hours', () => {
    const calendar = {
      shifts: [
        { ...day, weekdays: [1] },
        { ...day, code: 'other', weekdays: [2] },
      ],
    };
    expect(refusals(calendar)).toEqual([]);
    expect(refusals({ ...calendar, workingDays: ['2026-10-10'] })).toEqual([
      'workingDays.0: shifts "day" and "other" overlap on the make-up working day 2026-10-10',
    ]);
  });

  it('may not share a code', () => {
    expect(refusals({ shifts: [day, { ...night, code: 'day' }] })).toEqual([
      'shifts.1.code: shift "day" is listed twice',
    ]);
  });

  it('may last the whole day', () => expect(refusals({ shifts: [{ ...day, end: '08:00' }] })).toEqual([]));
});

describe('breaks', () => {
  const withBreak = (shift: object, ...breaks: object[]) => refusals({ shifts: [{ ...shift, breaks }] });

  it('inside a shift over midnight may be on either day or span it', () => {
    expect(withBreak(night, { start: '22:00', end: '22:10' }, { start: '23:50', end: '00:20' })).toEqual([]);
  });

  it('outside their shift are refused', () => {
    expect(withBreak(day, { start: '19:50', end: '20:10' })).toEqual([
      'shifts.0.breaks.0: break 19:50–20:10 lies outside shift "day" (08:00–20:00)',
    ]);
    expect(withBreak(night, { start: '12:00', end: '12:30' })).toHaveLength(1);
  });

  it('that overlap or have no length are refused', () => {
    expect(withBreak(day, { start: '12:00', end: '12:40' }, { start: '12:30', end: '13:00' })).toHaveLength(1);
    expect(withBreak(day, { start: '12:00', end: '12:00' })).toEqual([
      'shifts.0.breaks.0: break 12:00–12:00 has no length',
    ]);
  });
});

describe('dates', () => {
  it('that are none are refused without disturbing the other checks', () => {
    expect(refusals({ shifts: [day], workingDays: ['2026-02-30', 'soon'] })).toHaveLength(2);
  });
});
