// Owns the mean of the effects of several projects, with its uncertainty and that of the projects differing.
import { confidence, type Interval } from './estimate.ts';
import { quantileOfT } from './student-t.ts';

export interface PooledEffect extends Interval {
  /** Standard error. */
  error: number;
  projects: number;
  /** Variance of true effects between projects. */
  between: number;
  /** I²: share of the variation that is not chance, fraction of one. */
  heterogeneity: number;
}

/**
 * Random-effects mean by R. DerSimonian, N. Laird, "Meta-analysis in clinical trials", Control. Clin. Trials 7 (1986) 177–188; its 95 %
 * interval by J. Hartung, G. Knapp, Stat. Med. 20 (2001) 3875–3889, with Student's t of k − 1 degrees of freedom and never narrower than
 * with the error of DerSimonian and Laird. Null for fewer than two effects. Errors are floored, so that one without any does not stand
 * for all.
 */
export function pool(effects: readonly { value: number; error: number }[]): PooledEffect | null {
  const projects = effects.length;
  if (projects < 2) return null;
  const least = 1e-9 * Math.max(1, ...effects.map(({ value }) => Math.abs(value)));
  const variances = effects.map(({ error }) => Math.max(error, least) ** 2);
  const values = effects.map(({ value }) => value);
  const fixed = weighed(values, variances);
  const q = fixed.spread;
  const c = fixed.sum - fixed.squares / fixed.sum;
  const between = Math.max(0, (q - (projects - 1)) / c);
  const random = weighed(
    values,
    variances.map((variance) => variance + between),
  );
  const error = Math.sqrt(1 / random.sum);
  const hartungKnapp = Math.sqrt(random.spread / (projects - 1) / random.sum);
  const reach = quantileOfT(confidence, projects - 1) * Math.max(error, hartungKnapp);
  const heterogeneity = q > 0 ? Math.max(0, (q - (projects - 1)) / q) : 0;
  const { mean: value } = random;
  return { value, low: value - reach, high: value + reach, error, projects, between, heterogeneity };
}

function weighed(values: readonly number[], variances: readonly number[]) {
  let sum = 0;
  let squares = 0;
  let total = 0;
  for (const [index, variance] of variances.entries()) {
    sum += 1 / variance;
    squares += 1 / variance ** 2;
    total += (values[index] ?? 0) / variance;
  }
  const mean = total / sum;
  let spread = 0;
  for (const [index, variance] of variances.entries()) spread += ((values[index] ?? 0) - mean) ** 2 / variance;
  return { mean, sum, squares, spread };
}

/** What each effect weighs in their mean, as a contribution the rules of disclosure look at: who carries a mean is told of by it. */
export function weightsIn<E extends { enterprise: string; error: number }>(
  mean: Pick<PooledEffect, 'between'> | null,
  effects: readonly E[],
): { enterprise: string; busyMs: number; energyWh: number }[] {
  return effects.map(({ enterprise, error }) => ({
    enterprise,
    busyMs: 1 / (error ** 2 + (mean?.between ?? 0) + 1e-18),
    energyWh: 0,
  }));
}
