// Owns the estimate of a difference between two windows, with its interval.
import { type MeanVariance, varianceOfMean } from './long-run.ts';
import { quantileOfT, tailsOfT } from './student-t.ts';
import type { WindowRatio } from './window.ts';

/** In the unit of the indicator; a fraction of one for fractions. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

export interface Estimate extends Interval {
  /** Standard error. */
  error: number;
  degrees: number;
  /** Two-sided p-value against no difference. */
  p: number;
}

/** Of 95 % intervals, which everything but the placebo check is told by. */
export const confidence = 0.95;

/** Ratio of one window. */
export function windowInterval({ value, influence }: WindowRatio): Interval {
  const { variance, degrees } = varianceOfMean(influence);
  const reach = quantileOfT(confidence, degrees) * Math.sqrt(variance);
  return { value, low: value - reach, high: value + reach };
}

export interface EstimateOptions {
  /** Of the interval. */
  level?: number;
  /** Instead of as many as fit the windows' lengths. */
  cosines?: number;
}

/**
 * After minus before. The windows are apart and taken as independent; their variances add up with the degrees of freedom of
 * Welch–Satterthwaite (B. L. Welch, Biometrika 34 (1947) 28–35).
 */
export function differenceOf(before: WindowRatio, after: WindowRatio, options: EstimateOptions = {}): Estimate {
  const { level = confidence, cosines } = options;
  const a = varianceOfMean(before.influence, cosines);
  const b = varianceOfMean(after.influence, cosines);
  const variance = a.variance + b.variance;
  const spread = a.variance ** 2 / a.degrees + b.variance ** 2 / b.degrees;
  const degrees = spread > 0 ? variance ** 2 / spread : a.degrees + b.degrees;
  return estimateOf(before, after, { variance, degrees }, level);
}

/** Days that are all alike differ by rounding only, which is no effect. */
const rounding = 1e-12;

export function estimateOf(
  before: WindowRatio,
  after: WindowRatio,
  { variance, degrees }: MeanVariance,
  level: number,
): Estimate {
  const value = after.value - before.value;
  const error = Math.max(Math.sqrt(variance), rounding * Math.max(Math.abs(before.value), Math.abs(after.value)));
  const reach = quantileOfT(level, degrees) * error;
  const p = error > 0 ? tailsOfT(value / error, degrees) : 1;
  return { value, low: value - reach, high: value + reach, error, degrees, p };
}
