// Owns which shifts start on a local day, in wall clock minutes: shared by the calendar's checks and the schedule.
import { isoWeekday } from './zone.ts';

/** The part of a shift that decides when it is. */
export interface ShiftTimes {
  start: string;
  end: string;
  weekdays: readonly number[];
  breaks: readonly { start: string; end: string }[];
}

/** The days a calendar treats differently, as YYYY-MM-DD. */
export interface WorkedDays {
  holidays: ReadonlySet<string>;
  workingDays: ReadonlySet<string>;
}

/** A span in minutes after the midnight of the day a shift starts on. Beyond 1440 it is on the next day. */
export interface MinuteSpan {
  from: number;
  to: number;
}

const minutesPerDay = 1440;

/** A shift whose end is at or before its start ends on the next day. */
export function shiftSpan(shift: Pick<ShiftTimes, 'start' | 'end'>): MinuteSpan {
  const from = minutesOf(shift.start);
  const to = minutesOf(shift.end);
  return { from, to: to > from ? to : to + minutesPerDay };
}

/** Where a break lies seen from its shift: a break at 00:30 in a shift from 20:00 is on the next day. */
export function breakSpan(shift: Pick<ShiftTimes, 'start' | 'end'>, pause: { start: string; end: string }): MinuteSpan {
  const shiftFrom = minutesOf(shift.start);
  const start = minutesOf(pause.start);
  const from = start < shiftFrom ? start + minutesPerDay : start;
  const length = minutesOf(pause.end) - start;
  return { from, to: from + (length < 0 ? length + minutesPerDay : length) };
}

export function workedDays(calendar: { holidays: readonly string[]; workingDays: readonly string[] }): WorkedDays {
  return { holidays: new Set(calendar.holidays), workingDays: new Set(calendar.workingDays) };
}

/** Make-up working days win over holidays, holidays over weekdays. `dayNumber`: days from 1970-01-01. */
export function startsOn(shift: Pick<ShiftTimes, 'weekdays'>, days: WorkedDays, dayNumber: number): boolean {
  const date = dateOf(dayNumber);
  if (days.workingDays.has(date)) return true;
  return !days.holidays.has(date) && shift.weekdays.includes(isoWeekday(dayNumber));
}

/** YYYY-MM-DD of a day counted from 1970-01-01. */
export function dateOf(dayNumber: number): string {
  return new Date(dayNumber * 86_400_000).toISOString().slice(0, -14);
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}
