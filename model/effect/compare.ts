// Owns the comparison of two sets of days: plain, adjusted for product mix, and against control lines.
import type { MeasuredDay } from './days.ts';
import { differenceOf, type Estimate, type Interval, windowInterval } from './estimate.ts';
import { type Mix, standardise } from './mix.ts';
import type { Basis } from './names.ts';
import type { Terms } from './terms.ts';
import { combine, ratioOf, type WindowRatio } from './window.ts';

export interface ComparisonOptions {
  terms: Terms;
  /** Told in percentage points: then control lines move by as many points, otherwise by the same share. */
  fraction: boolean;
  productMix: boolean;
  /** Days of the control lines that count, by date; absent: there are none. */
  control?: ReadonlyMap<string, MeasuredDay>;
  /** Fewest matched days before and after. */
  leastMatched: readonly [number, number];
}

export interface Comparison {
  basis: Basis;
  /** By the basis. */
  effect: Estimate;
  /** What the effect is the difference of. */
  windows: Pair;
  before: Interval;
  after: Interval;
  /** Before and after as they were. */
  plain: Estimate;
  mix: (Omit<Mix, 'comparison'> & { effect: Estimate | null }) | null;
  control: ControlComparison | null;
}

export interface ControlComparison {
  /** Null: too few days on which both were measured. */
  effect: Estimate | null;
  before: Interval | null;
  after: Interval | null;
  daysBefore: number;
  daysAfter: number;
}

/** Null where an indicator has no figure in one of them. Days are in order. */
export function compare(
  options: ComparisonOptions,
  before: readonly MeasuredDay[],
  after: readonly MeasuredDay[],
): Comparison | null {
  const { terms } = options;
  const plain = pairOf(terms, before, after);
  if (!plain) return null;
  const mix = options.productMix ? standardise(terms, before, after) : null;
  const adjusted = mix?.comparison ?? null;
  const against = options.control ? againstControl({ ...options, control: options.control }, before, after) : null;
  const control = against?.comparison ?? null;
  const judged = adjusted ?? plain;
  const bestEffect = differenceOf(judged.before, judged.after);
  return {
    basis: control?.effect ? 'control' : adjusted ? 'product_mix' : 'before_after',
    effect: control?.effect ?? bestEffect,
    windows: against?.windows ?? judged,
    before: windowInterval(judged.before),
    after: windowInterval(judged.after),
    plain: differenceOf(plain.before, plain.after),
    mix: mix && adjustmentOf(mix, adjusted && bestEffect),
    control,
  };
}

function adjustmentOf({ comparison: _, ...mix }: Mix, effect: Estimate | null): Comparison['mix'] {
  return { ...mix, effect };
}

export interface Pair {
  before: WindowRatio;
  after: WindowRatio;
}

function pairOf(terms: Terms, before: readonly MeasuredDay[], after: readonly MeasuredDay[]): Pair | null {
  const earlier = ratioOf(terms, before);
  const later = ratioOf(terms, after);
  return earlier && later ? { before: earlier, after: later } : null;
}

/**
 * Difference in differences (D. Card, A. B. Krueger, Am. Econ. Rev. 84 (1994) 772–793) over days on which both were measured: what both
 * did that day is subtracted before the variance is estimated, so that what moves both makes the interval narrower, not wider.
 */
function againstControl(
  options: ComparisonOptions & { control: ReadonlyMap<string, MeasuredDay> },
  allBefore: readonly MeasuredDay[],
  allAfter: readonly MeasuredDay[],
): { comparison: ControlComparison; windows: Pair | null } {
  const { terms, control, fraction, leastMatched } = options;
  const before = allBefore.filter(({ day }) => control.has(day));
  const after = allAfter.filter(({ day }) => control.has(day));
  const counted = { daysBefore: before.length, daysAfter: after.length };
  const none = { comparison: { effect: null, before: null, after: null, ...counted }, windows: null };
  if (before.length < leastMatched[0] || after.length < leastMatched[1]) return none;
  const of = (days: readonly MeasuredDay[]) => days.flatMap(({ day }) => control.get(day) ?? []);
  const theirs = pairOf(terms, of(before), of(after));
  const mixed = options.productMix ? standardise(terms, before, after)?.comparison : undefined;
  const own = mixed ?? pairOf(terms, before, after);
  if (!theirs || !own || theirs.before.value === 0) return none;
  const scale = fraction ? 1 : own.before.value / theirs.before.value;
  const less = (ratio: WindowRatio, other: WindowRatio, days: number) =>
    combine(
      [
        { ratio, weight: 1 },
        { ratio: other, weight: -scale },
      ],
      days,
    );
  const windows = {
    before: less(own.before, theirs.before, before.length),
    after: less(own.after, theirs.after, after.length),
  };
  return {
    windows,
    comparison: {
      effect: differenceOf(windows.before, windows.after),
      before: windowInterval(theirs.before),
      after: windowInterval(theirs.after),
      ...counted,
    },
  };
}
