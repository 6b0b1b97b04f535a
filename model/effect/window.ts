// Owns the ratio of a window of days, and how each day moved it.
import type { Measures, Terms } from './terms.ts';

export interface WindowRatio {
  /** Ratio of the sums over the window. */
  value: number;
  /** By day: the first-order change of the ratio (delta method), scaled so that their mean is what the ratio is off. They add up to 0. */
  influence: Float64Array;
}

/**
 * Ratio of sums and its linearisation: for θ = ΠA/ΠB the influence of day t is n·θ·(Σ a_t/A − Σ b_t/B) (W. G. Cochran, Sampling Techniques,
 * 3rd ed. 1977, §6.3). Null where a sum below the line is 0.
 */
export function ratioOf(terms: Terms, days: readonly (Measures | undefined)[]): WindowRatio | null {
  const above = terms.above.map((term) => days.map((day) => (day ? term(day) : 0)));
  const below = terms.below.map((term) => days.map((day) => (day ? term(day) : 0)));
  const sumsBelow = below.map(sumOf);
  if (sumsBelow.some((sum) => sum <= 0)) return null;
  const sumsAbove = above.map(sumOf);
  const divisor = sumsBelow.reduce((a, b) => a * b, 1);
  const value = sumsAbove.reduce((a, b) => a * b, 1) / divisor;
  const influence = new Float64Array(days.length);
  for (const [index, series] of above.entries()) {
    // Not value / sum: the sum may be 0.
    const others = sumsAbove.reduce((product, sum, at) => (at === index ? product : product * sum), 1);
    accumulate(influence, series, (days.length * others) / divisor);
  }
  for (const [index, series] of below.entries())
    accumulate(influence, series, (-days.length * value) / (sumsBelow[index] ?? 1));
  return { value, influence };
}

/** Adds values that move together: ratios of several products, or of lines that are compared day by day. */
export function combine(parts: readonly { ratio: WindowRatio; weight: number }[], days: number): WindowRatio {
  const influence = new Float64Array(days);
  let value = 0;
  for (const { ratio, weight } of parts) {
    value += weight * ratio.value;
    accumulate(influence, ratio.influence, weight);
  }
  return { value, influence };
}

function accumulate(into: Float64Array, series: ArrayLike<number>, factor: number): void {
  for (let t = 0; t < into.length; t++) into[t] = (into[t] ?? 0) + factor * (series[t] ?? 0);
}

function sumOf(series: readonly number[]): number {
  let sum = 0;
  for (const value of series) sum += value;
  return sum;
}
