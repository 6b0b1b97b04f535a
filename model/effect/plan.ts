// Owns the plan of a measurement, and what is wrong with one: it is registered before the retrofit goes live, and true to its windows.
import { type DateRange, daysBetween } from './days.ts';
import type { MeasuredIndicator } from './names.ts';

export interface EffectPlan {
  baseline: DateRange;
  /** Implementation, left out. */
  exclusion: DateRange;
  /** Null: up to now. */
  afterTo: string | null;
  /** Fraction of one. */
  minimumCoverage: number;
  /** `expected`: by how much it is to get better, in its unit; null: not said. */
  indicators: readonly { indicator: MeasuredIndicator; expected: number | null }[];
  controlLines: readonly string[];
  productMix: boolean;
}

/** Longest window, days. */
export const longestWindowDays = 400;

export interface PlanProblem {
  field: string;
  reason: string;
}

/** `goLive` and `today` are ISO dates. */
export function problemsOfPlan(plan: EffectPlan, { goLive, today }: { goLive: string; today: string }): PlanProblem[] {
  const { baseline, exclusion, afterTo } = plan;
  const problems: PlanProblem[] = [];
  const says = (field: string, wrong: boolean, reason: string) => wrong && problems.push({ field, reason });
  for (const [name, range] of [
    ['baseline', baseline],
    ['exclusion', exclusion],
  ] as const) {
    says(`${name}.to`, range.to < range.from, 'must not be before its beginning');
    says(
      `${name}.to`,
      lengthOf(range) > longestWindowDays,
      `must be at most ${longestWindowDays} days after its beginning`,
    );
  }
  says(
    'baseline.to',
    baseline.to >= exclusion.from,
    `must be before the exclusion window, which begins ${exclusion.from}`,
  );
  says('baseline.to', baseline.to >= goLive, `must be before the go-live ${goLive}`);
  says('baseline.from', baseline.from > today, 'must not be in the future');
  says('exclusion.to', goLive < exclusion.from || goLive > exclusion.to, `must include the go-live ${goLive}`);
  if (afterTo !== null) {
    says('afterTo', afterTo <= exclusion.to, `must be after the exclusion window, which ends ${exclusion.to}`);
    says(
      'afterTo',
      daysBetween(exclusion.to, afterTo) > longestWindowDays,
      `must be at most ${longestWindowDays} days after the exclusion window`,
    );
  }
  return problems;
}

export function overlap(a: DateRange, b: DateRange): boolean {
  return a.from <= b.to && b.from <= a.to;
}

function lengthOf({ from, to }: DateRange): number {
  return daysBetween(from, to) + 1;
}
