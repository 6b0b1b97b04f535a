// Owns the schedule: a calendar laid over real time in a site's time zone, as gapless segments and as shifts.
import type { Calendar } from './calendar.ts';
import { breakSpan, shiftSpan, startsOn, type WorkedDays, workedDays } from './occurrence.ts';
import { dayNumberOf, momentOnDay, startOfDayNumber } from './zone.ts';

export type SegmentKind = 'scheduled' | 'break' | 'unscheduled';

/** A stretch of time of one kind; times are epoch ms, `to` is exclusive. */
export interface Segment {
  from: number;
  to: number;
  kind: SegmentKind;
  /** Code of the shift; absent outside shifts and without a calendar. */
  shift?: string;
}

export interface ScheduledShift {
  code: string;
  name: string;
  from: number;
  to: number;
  /** Length without breaks, ms. */
  scheduledMs: number;
}

export interface Schedule {
  /** Gapless, ascending, neighbours differ; they cover [from, to) exactly. */
  segments(from: number, to: number): Segment[];
  /** Shifts that touch [from, to), whole, ascending. Without a calendar the local days, code `day`. */
  shifts(from: number, to: number): ScheduledShift[];
  /** Time in [from, to) outside every shift, ms. */
  unscheduledMs(from: number, to: number): number;
}

/** A shift as it falls on one day; its segments are gapless from its beginning to its end. */
interface Occurrence extends ScheduledShift {
  segments: Segment[];
}

/** Days kept in memory per schedule. */
const maxDays = 4000;

/** Without a calendar the time is scheduled around the clock. */
export function createSchedule(calendar: Calendar | undefined, timeZone: string): Schedule {
  return calendar ? calendarSchedule(calendar, timeZone) : roundTheClock(timeZone);
}

function calendarSchedule(calendar: Calendar, timeZone: string): Schedule {
  const worked = workedDays(calendar);
  const days = new Map<number, Occurrence[]>();

  function startingOn(day: number): Occurrence[] {
    let found = days.get(day);
    if (!found) {
      found = occurrencesOn(calendar, worked, day, timeZone);
      if (days.size >= maxDays) days.clear();
      days.set(day, found);
    }
    return found;
  }

  function touching(from: number, to: number): Occurrence[] {
    const found: Occurrence[] = [];
    if (!(to > from)) return found;
    // A shift over midnight, or over a whole day, began the day before.
    const last = dayNumberOf(to, timeZone);
    for (let day = dayNumberOf(from, timeZone) - 1; day <= last; day++) {
      for (const shift of startingOn(day)) if (shift.from < to && shift.to > from) found.push(shift);
    }
    return found;
  }

  function segments(from: number, to: number): Segment[] {
    const found: Segment[] = [];
    let at = from;
    for (const shift of touching(from, to)) {
      append(found, { from: at, to: shift.from, kind: 'unscheduled' });
      for (const part of shift.segments) {
        append(found, { ...part, from: Math.max(part.from, from), to: Math.min(part.to, to) });
      }
      at = Math.max(at, Math.min(shift.to, to));
    }
    append(found, { from: at, to, kind: 'unscheduled' });
    return found;
  }

  return {
    segments,
    shifts: (from, to) =>
      touching(from, to).map(({ code, name, from, to, scheduledMs }) => ({ code, name, from, to, scheduledMs })),
    unscheduledMs(from, to) {
      let sum = 0;
      for (const part of segments(from, to)) if (part.kind === 'unscheduled') sum += part.to - part.from;
      return sum;
    },
  };
}

/** Shifts that start on a local day, ascending. One that falls entirely into a skipped hour does not take place. */
function occurrencesOn(calendar: Calendar, worked: WorkedDays, day: number, timeZone: string): Occurrence[] {
  const found: Occurrence[] = [];
  for (const shift of calendar.shifts) {
    if (!startsOn(shift, worked, day)) continue;
    const span = shiftSpan(shift);
    const from = momentOnDay(day, span.from, timeZone);
    const to = momentOnDay(day, span.to, timeZone);
    if (from >= to) continue;
    const breaks = shift.breaks.map((pause) => breakSpan(shift, pause)).sort((a, b) => a.from - b.from);
    const segments: Segment[] = [];
    let at = from;
    for (const pause of breaks) {
      const pauseFrom = momentOnDay(day, pause.from, timeZone);
      const pauseTo = momentOnDay(day, pause.to, timeZone);
      append(segments, { from: at, to: pauseFrom, kind: 'scheduled', shift: shift.code });
      append(segments, { from: pauseFrom, to: pauseTo, kind: 'break', shift: shift.code });
      at = pauseTo;
    }
    append(segments, { from: at, to, kind: 'scheduled', shift: shift.code });
    const scheduledMs = segments.reduce((sum, part) => sum + (part.kind === 'scheduled' ? part.to - part.from : 0), 0);
    found.push({ code: shift.code, name: shift.name, from, to, scheduledMs, segments });
  }
  return found.sort((a, b) => a.from - b.from);
}

/** Adds a segment unless it is empty; lengthens the last one where it goes on in the same way. */
function append(segments: Segment[], segment: Segment): void {
  if (segment.from >= segment.to) return;
  const last = segments.at(-1);
  if (last && last.to === segment.from && last.kind === segment.kind && last.shift === segment.shift) {
    last.to = segment.to;
  } else segments.push(segment);
}

function roundTheClock(timeZone: string): Schedule {
  return {
    segments: (from, to) => (to > from ? [{ from, to, kind: 'scheduled' }] : []),
    shifts(from, to) {
      const found: ScheduledShift[] = [];
      if (!(to > from)) return found;
      for (let day = dayNumberOf(from, timeZone); ; day++) {
        const start = startOfDayNumber(day, timeZone);
        const end = startOfDayNumber(day + 1, timeZone);
        if (start >= to) return found;
        if (end > start) found.push({ code: 'day', name: 'day', from: start, to: end, scheduledMs: end - start });
      }
    },
    unscheduledMs: () => 0,
  };
}
