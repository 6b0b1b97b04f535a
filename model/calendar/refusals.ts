// Owns what a calendar may not contain: overlapping shifts, breaks outside their shift, codes used twice.
import {
  breakSpan,
  type MinuteSpan,
  type ShiftTimes,
  shiftSpan,
  startsOn,
  type WorkedDays,
  workedDays,
} from './occurrence.ts';

export interface CalendarTimes {
  holidays: readonly string[];
  workingDays: readonly string[];
  shifts: readonly (ShiftTimes & { code: string })[];
}

export interface CalendarRefusal {
  path: (string | number)[];
  message: string;
}

const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
/** 2024-01-01, a Monday, in days from 1970-01-01: the beginning of a week to check weekdays on. */
const someMonday = 19_723;

/** Everything that is wrong with a calendar whose fields have the right form; each overlap is named once. */
export function refuseCalendar(calendar: CalendarTimes): CalendarRefusal[] {
  return [...codesUsedTwice(calendar), ...breaksOutside(calendar), ...overlaps(calendar)];
}

function* codesUsedTwice({ shifts }: CalendarTimes): Iterable<CalendarRefusal> {
  for (const [index, shift] of shifts.entries()) {
    const first = shifts.findIndex((other) => other.code === shift.code);
    if (first < index) yield { path: ['shifts', index, 'code'], message: `shift "${shift.code}" is listed twice` };
  }
}

function* breaksOutside({ shifts }: CalendarTimes): Iterable<CalendarRefusal> {
  for (const [index, shift] of shifts.entries()) {
    const whole = shiftSpan(shift);
    const spans: (MinuteSpan & { text: string })[] = [];
    for (const [position, pause] of shift.breaks.entries()) {
      const path = ['shifts', index, 'breaks', position];
      const span = { ...breakSpan(shift, pause), text: `${pause.start}–${pause.end}` };
      const other = spans.find((before) => span.from < before.to && before.from < span.to);
      if (span.from === span.to) yield { path, message: `break ${span.text} has no length` };
      else if (span.to > whole.to)
        yield { path, message: `break ${span.text} lies outside shift "${shift.code}" (${shift.start}–${shift.end})` };
      else if (other) yield { path, message: `breaks ${other.text} and ${span.text} of shift "${shift.code}" overlap` };
      spans.push(span);
    }
  }
}

function* overlaps(calendar: CalendarTimes): Iterable<CalendarRefusal> {
  const named = new Set<string>();
  const week = workedDays({ holidays: [], workingDays: [] });
  const days = workedDays(calendar);
  for (let day = 0; day < 7; day++) {
    for (const pair of clashes(calendar, week, someMonday + day)) {
      if (named.has(pair.key)) continue;
      named.add(pair.key);
      yield { path: ['shifts', pair.second], message: `${pair.text} overlap on ${weekdayNames[day]}` };
    }
  }
  for (const [index, date] of calendar.workingDays.entries()) {
    const makeUp = Date.parse(date) / 86_400_000;
    if (!Number.isInteger(makeUp)) continue;
    for (const day of [makeUp - 1, makeUp]) {
      for (const pair of clashes(calendar, days, day)) {
        if (named.has(pair.key)) continue;
        named.add(pair.key);
        yield { path: ['workingDays', index], message: `${pair.text} overlap on the make-up working day ${date}` };
      }
    }
  }
}

/** Pairs of shifts of which one starts on `day`, the other on it or the day after, and which meet. */
function* clashes({ shifts }: CalendarTimes, days: WorkedDays, day: number) {
  for (const [index, shift] of shifts.entries()) {
    if (!startsOn(shift, days, day)) continue;
    const span = shiftSpan(shift);
    for (const [otherIndex, other] of shifts.entries()) {
      const otherSpan = shiftSpan(other);
      const sameDay = otherIndex > index && startsOn(other, days, day) && meet(span, otherSpan);
      const nextDay = startsOn(other, days, day + 1) && otherSpan.from + 1440 < span.to;
      if (!sameDay && !nextDay) continue;
      const [first, second] = index < otherIndex ? [index, otherIndex] : [otherIndex, index];
      const text = `shifts "${shifts[first]?.code}" and "${shifts[second]?.code}"`;
      yield { key: `${first} ${second}`, second, text };
    }
  }
}

function meet(a: MinuteSpan, b: MinuteSpan): boolean {
  return a.from < b.to && b.from < a.to;
}
