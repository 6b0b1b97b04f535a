// Owns until when a consent is given: whole days on the wall clock of the enterprise, a date some months from now, what is left.
import { localParts, momentOnDay } from '@takt/model/calendar';
import { formatTime } from '../../ui/format.ts';

const dayMs = 86_400_000;

/** The same day of the month some months later, or its last one where the month is shorter. Dates as `YYYY-MM-DD`. */
export function monthsAfter(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

export function dateOf(at: number, timeZone: string): string {
  return localParts(at, timeZone).date;
}

/** The moment after the end of the day; undefined where the text is no date. */
export function endOfDay(date: string, timeZone: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return undefined;
  const start = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(start)) return undefined;
  return momentOnDay(start / dayMs + 1, 0, timeZone);
}

/** The last day on which it holds; with the time of day where that day is not a whole one. */
export function sayUntil(until: number, timeZone: string, language: string): string {
  const { hour, minute } = localParts(until, timeZone);
  return hour === 0 && minute === 0
    ? formatTime(until - 1, 'date', timeZone, language)
    : formatTime(until, 'dateTime', timeZone, language);
}

/** Whole days that are left, the last one not counted; never below zero. */
export function daysLeft(until: number, now: number): number {
  return Math.max(0, Math.floor((until - now) / dayMs));
}
