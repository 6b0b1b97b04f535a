// Owns the order of regions by what they achieved of their plan.
import { shareOfPlan } from './standing.ts';

export interface Ranked {
  region: string;
  plan: number | null;
  achieved: number | null;
}

/** `rank` null: there is no plan to be measured by. */
export type Placed<T extends Ranked> = T & { share: number | null; rank: number | null };

/**
 * By achieved ÷ plan, largest first; of equal shares whoever achieved more goes first, and where that is equal too they share the
 * rank, and the next one is left out (1, 2, 2, 4). Regions without a plan come last, by what they achieved. Equal ones are in the
 * order of their codes.
 */
export function rankRegions<T extends Ranked>(regions: readonly T[]): Placed<T>[] {
  const placed = regions
    .map((one): Placed<T> => ({ ...one, share: shareOfPlan(one.achieved, one.plan), rank: null }))
    .sort((a, b) => compare(a, b) || (a.region < b.region ? -1 : 1));
  for (const [index, one] of placed.entries()) {
    if (one.share === null) continue;
    const before = placed[index - 1];
    one.rank = before && compare(before, one) === 0 ? before.rank : index + 1;
  }
  return placed;
}

function compare(a: Placed<Ranked>, b: Placed<Ranked>): number {
  return (b.share ?? -1) - (a.share ?? -1) || (b.achieved ?? -1) - (a.achieved ?? -1);
}
