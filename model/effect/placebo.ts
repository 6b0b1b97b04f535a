// Owns the placebo check: between two halves of the baseline, where nothing was changed, the same estimate must not find an effect.
import { type ComparisonOptions, compare } from './compare.ts';
import { dayMs, type MeasuredDay } from './days.ts';
import type { Estimate } from './estimate.ts';

/** Of the check's own interval: wider than that of effects, so that hardly any project fails it by chance. */
export const placeboConfidence = 0.99;
/** Share of the effect that the drift within the baseline, had it gone on, may explain. */
export const mostExplained = 0.5;

export interface Placebo {
  /** Second half of the baseline less the first, with a 99 % interval. */
  difference: Estimate;
  /** What that drift would come to by the after window. */
  extrapolated: number;
  /** Difference is certain, and gone on it would explain half of the effect or more. */
  failed: boolean;
}

/** Null where the baseline cannot be cut in two. Days are in order. */
export function placeboOf(
  options: ComparisonOptions,
  baseline: readonly MeasuredDay[],
  after: readonly MeasuredDay[],
  effect: number,
): Placebo | null {
  const half = Math.floor(baseline.length / 2);
  const [first, second] = [baseline.slice(0, half), baseline.slice(half)];
  const leastMatched = [options.leastMatched[0] / 2, options.leastMatched[0] / 2] as const;
  const found = compare({ ...options, level: placeboConfidence, leastMatched }, first, second);
  const apart = middleOf(second) - middleOf(first);
  if (!found || apart <= 0) return null;
  const difference = found.effect;
  const certain = difference.low > 0 || difference.high < 0;
  const extrapolated = difference.value * ((middleOf(after) - middleOf(baseline)) / apart);
  return { difference, extrapolated, failed: certain && Math.abs(extrapolated) >= mostExplained * Math.abs(effect) };
}

/** Mean date, in days. */
function middleOf(days: readonly MeasuredDay[]): number {
  return days.reduce((sum, { day }) => sum + Date.parse(day) / dayMs, 0) / days.length;
}
