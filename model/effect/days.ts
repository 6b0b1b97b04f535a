// Owns which days count: those that were scheduled, covered by data, and have a figure.
import { coverage, lengthMs } from '../facts/facts.ts';
import type { LeftOutReason } from './names.ts';
import type { Measures, Terms } from './terms.ts';

/** ISO dates, both included. */
export interface DateRange {
  from: string;
  to: string;
}

/** What the measured machines did on one day, by product too ('' where none was announced). */
export interface MeasuredDay extends Measures {
  /** ISO date. */
  day: string;
  products: ReadonlyMap<string, Measures>;
}

/** Why a day is left out of an indicator; null: it counts. */
export function leftOut({ terms, minimumCoverage }: DayRule, day: MeasuredDay): LeftOutReason | null {
  const covered = coverage(day.facts);
  if (covered === null || (day.facts.busyMs === 0 && day.facts.unknownMs === 0)) return 'not_scheduled';
  if (covered <= 0) return 'no_data';
  if (covered < minimumCoverage) return 'low_coverage';
  return terms.weight(day) > 0 ? null : 'no_figure';
}

export interface DayRule {
  terms: Terms;
  /** Fraction of one. */
  minimumCoverage: number;
}

export function isWithin({ from, to }: DateRange, day: string): boolean {
  return from <= day && day <= to;
}

/** Share of the scheduled time of all these days together that data covers; null where nothing was scheduled. */
export function coverageOf(days: readonly MeasuredDay[]): number | null {
  let scheduledMs = 0;
  let unknownMs = 0;
  for (const { facts } of days) {
    scheduledMs += lengthMs(facts) - facts.unscheduledMs;
    unknownMs += facts.unknownMs;
  }
  return scheduledMs > 0 ? 1 - unknownMs / scheduledMs : null;
}

export const dayMs = 86_400_000;

/** Days from one ISO date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}
