// Owns the adjustment for product mix: both windows as if they had made the same products in the same shares.
import type { MeasuredDay } from './days.ts';
import type { Terms } from './terms.ts';
import { combine, ratioOf, type WindowRatio } from './window.ts';

/** Days a product needs in each window; on fewer its ratio is chance. */
export const leastProductDays = 5;
/** Share the compared products need in each window; with less they do not stand for it. */
export const leastCommonShare = 0.5;

export interface MixComparison {
  before: WindowRatio;
  after: WindowRatio;
}

export interface Mix {
  /** Null: the products in both windows are too small a part of what was made. */
  comparison: MixComparison | null;
  products: string[];
  leftOut: { product: string; reason: 'only_before' | 'only_after' | 'few_days' }[];
  /** Share of the compared products in each window, fraction of one. */
  shareBefore: number;
  shareAfter: number;
}

/**
 * Direct standardisation (J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed. 2003, ch. 19): the
 * ratio of each product, weighed by its share of the after window, which is taken as given. Null where there is one product only.
 */
export function standardise(terms: Terms, before: readonly MeasuredDay[], after: readonly MeasuredDay[]): Mix | null {
  const names = new Set([...before, ...after].flatMap((day) => [...day.products.keys()]));
  if (names.size < 2) return null;
  const mix: Mix = { comparison: null, products: [], leftOut: [], shareBefore: 0, shareAfter: 0 };
  const parts: { earlier: WindowRatio; later: WindowRatio; weightBefore: number; weight: number }[] = [];
  let allBefore = 0;
  let allAfter = 0;
  for (const product of [...names].sort()) {
    const earlier = partOf(terms, before, product);
    const later = partOf(terms, after, product);
    allBefore += earlier.weight;
    allAfter += later.weight;
    if (earlier.weight === 0 && later.weight === 0) continue;
    const enough = Math.min(earlier.days, later.days) >= leastProductDays;
    if (enough && earlier.ratio && later.ratio) {
      mix.products.push(product);
      parts.push({
        earlier: earlier.ratio,
        later: later.ratio,
        weightBefore: earlier.weight,
        weight: later.weight,
      });
    } else {
      const reason = later.weight === 0 ? 'only_before' : earlier.weight === 0 ? 'only_after' : 'few_days';
      mix.leftOut.push({ product, reason });
    }
  }
  if (mix.products.length + mix.leftOut.length < 2) return null;
  const common = parts.reduce((sum, { weight }) => sum + weight, 0);
  mix.shareBefore = allBefore > 0 ? parts.reduce((sum, part) => sum + part.weightBefore, 0) / allBefore : 0;
  mix.shareAfter = allAfter > 0 ? common / allAfter : 0;
  if (Math.min(mix.shareBefore, mix.shareAfter) < leastCommonShare) return mix;
  const share = (weight: number) => weight / common;
  mix.comparison = {
    before: combine(
      parts.map(({ earlier, weight }) => ({ ratio: earlier, weight: share(weight) })),
      before.length,
    ),
    after: combine(
      parts.map(({ later, weight }) => ({ ratio: later, weight: share(weight) })),
      after.length,
    ),
  };
  return mix;
}

function partOf(terms: Terms, days: readonly MeasuredDay[], product: string) {
  const measures = days.map((day) => day.products.get(product));
  let weight = 0;
  let made = 0;
  for (const one of measures) {
    const amount = one ? terms.weight(one) : 0;
    weight += amount;
    if (amount > 0) made += 1;
  }
  return { ratio: ratioOf(terms, measures), weight, days: made };
}
