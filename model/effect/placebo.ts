// Owns the placebo check: between two halves of the baseline, where nothing was changed, the same estimate must not find an effect.
import { type ComparisonOptions, compare, type Pair } from './compare.ts';
import { dayMs, type MeasuredDay } from './days.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { cosinesFor, varianceOfMean } from './long-run.ts';

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

/**
 * Null where the baseline cannot be cut in two. Days are in order. The estimate is the effect's; its variance is that of the whole
 * baseline without a steady drift, which is what the check is to find.
 */
export function placeboOf(
  options: ComparisonOptions,
  baseline: readonly MeasuredDay[],
  after: readonly MeasuredDay[],
  effect: number,
): Placebo | null {
  const half = Math.floor(baseline.length / 2);
  const [first, second] = [baseline.slice(0, half), baseline.slice(half)];
  const leastMatched = [options.leastMatched[0] / 2, options.leastMatched[0] / 2] as const;
  const windows = compare({ ...options, leastMatched }, first, second)?.windows;
  const apart = middleOf(second) - middleOf(first);
  if (!windows || apart <= 0) return null;
  const difference = driftOf(windows);
  const certain = difference.low > 0 || difference.high < 0;
  const extrapolated = difference.value * ((middleOf(after) - middleOf(baseline)) / apart);
  return { difference, extrapolated, failed: certain && Math.abs(extrapolated) >= mostExplained * Math.abs(effect) };
}

function driftOf({ before, after }: Pair): Estimate {
  const [m, n] = [before.influence.length, after.influence.length];
  const whole = Float64Array.from({ length: m + n }, (_, t) =>
    t < m ? before.value + (before.influence[t] ?? 0) : after.value + (after.influence[t - m] ?? 0),
  );
  const { variance, degrees } = varianceOfMean(whole, cosinesFor(m + n), 2);
  return estimateOf(before, after, { variance: variance * (m + n) * (1 / m + 1 / n), degrees }, placeboConfidence);
}

/** Mean date, in days. */
function middleOf(days: readonly MeasuredDay[]): number {
  return days.reduce((sum, { day }) => sum + Date.parse(day) / dayMs, 0) / days.length;
}
