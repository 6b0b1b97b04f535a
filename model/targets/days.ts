// Owns the calendar of plans: days, months and years as ISO text, in the city's own time zone.
import { localParts } from '../calendar/index.ts';

const dayMs = 86_400_000;

/** The date on the wall at a moment. */
export function dayOf(at: number, timeZone: string): string {
  return localParts(at, timeZone).date;
}

/** `2026-11` of `2026-11-26`. */
export function monthOf(day: string): string {
  return day.slice(0, 7);
}

export function lastDayOf(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}

/** The month so many months later; earlier where it is negative. */
export function addMonths(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}

/** Whole days from one date to another; negative where the other is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

/** The day until which a year is counted: its last where it is over, else today. */
export function countedUntil(year: number, today: string): string {
  const last = `${year}-12-31`;
  return today < last ? today : last;
}

/** How much of a year is over at the end of a day, fraction of one. */
export function elapsedShare(year: number, day: string): number {
  const length = daysBetween(`${year}-01-01`, `${year + 1}-01-01`);
  return Math.min(1, Math.max(0, (daysBetween(`${year}-01-01`, day) + 1) / length));
}

/** Months of a year, ascending. */
export function monthsOf(year: number): string[] {
  return Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}`);
}
