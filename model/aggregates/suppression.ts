// Owns statistical disclosure control: which sums over enterprises are published, so that nobody can work out what one of them did.

/**
 * Rules for tables of magnitudes, as the ESSnet Handbook on Statistical Disclosure Control describes them (Hundepool et al., version
 * 1.2, 2010) and statistical offices use them: a minimum frequency, (n,k)-dominance, and secondary (complementary) suppression. The
 * parameters are this platform's choice.
 */
export const suppressionRules = {
  /** Fewest enterprises in a published sum. */
  least: 5,
  /** Shares of the largest n enterprises above which they dominate a sum: then the others can tell too closely what these did. */
  dominance: [
    { largest: 1, share: 0.7 },
    { largest: 2, share: 0.85 },
  ],
} as const;

/** Additive measures the rules look at; none is negative. */
export const weighed = ['busyMs', 'energyWh'] as const;

/** What one enterprise adds to a sum. Those that add nothing protect nobody and are left out before. */
export interface Contribution {
  enterprise: string;
  /** Planned busy time, ms. */
  busyMs: number;
  /** Wh. */
  energyWh: number;
}

export interface Cell {
  key: string;
  contributions: readonly Contribution[];
}

/** `few` enterprises, one or two of them `dominated` the sum, or, as `complement`, a sum that may not be published follows from it. */
export type Suppression = 'few' | 'dominated' | 'complement';

/** Why a sum by itself may not be published; null: it may. */
export function primarySuppression(contributions: readonly Contribution[]): Exclude<Suppression, 'complement'> | null {
  const enterprises = byEnterprise(contributions);
  if (enterprises.length < suppressionRules.least) return 'few';
  return weighed.some((measure) => isDominated(enterprises.map((one) => one[measure]))) ? 'dominated' : null;
}

/**
 * Which cells of a table are not published, with its total: of the rest none may follow by subtraction. Where the total is published,
 * so is, in effect, the sum of all cells that are not: it must stand by itself as a published one would, and cells are given up, from
 * the smallest on, until it does. Where the total is not, at least one cell is not either, so that they do not add up to it:
 * whoever dominates the total dominates one of its cells.
 */
export function suppress(cells: readonly Cell[]): { total: Suppression | null; cells: (Suppression | null)[] } {
  const total = primarySuppression(cells.flatMap((cell) => cell.contributions));
  const suppressed: (Suppression | null)[] = cells.map((cell) => primarySuppression(cell.contributions));
  const hidden = () => cells.filter((_, index) => suppressed[index] !== null);
  const smallestFirst = cells
    .map((cell, index) => ({ index, enterprises: byEnterprise(cell.contributions).length, busyMs: sumOf(cell) }))
    .sort((a, b) => a.enterprises - b.enterprises || a.busyMs - b.busyMs || a.index - b.index);
  for (const { index } of smallestFirst) {
    if (total !== null || !tells(hidden())) break;
    suppressed[index] ??= 'complement';
  }
  return { total, cells: suppressed };
}

/** Whether the sum of these cells, which follows from what is published, tells of one of their enterprises. */
function tells(cells: readonly Cell[]): boolean {
  const together = cells.flatMap((cell) => cell.contributions);
  return together.length > 0 && primarySuppression(together) !== null;
}

/** One enterprise may have sites in several cells. */
function byEnterprise(contributions: readonly Contribution[]): Contribution[] {
  const sums = new Map<string, Contribution>();
  for (const { enterprise, busyMs, energyWh } of contributions) {
    const sum = sums.get(enterprise) ?? { enterprise, busyMs: 0, energyWh: 0 };
    sums.set(enterprise, { enterprise, busyMs: sum.busyMs + busyMs, energyWh: sum.energyWh + energyWh });
  }
  return [...sums.values()];
}

function isDominated(amounts: readonly number[]): boolean {
  const all = amounts.reduce((sum, amount) => sum + amount, 0);
  if (all <= 0) return false;
  const descending = amounts.toSorted((a, b) => b - a);
  return suppressionRules.dominance.some(({ largest, share }) => {
    const theirs = descending.slice(0, largest).reduce((sum, amount) => sum + amount, 0);
    return theirs > share * all;
  });
}

function sumOf({ contributions }: Cell): number {
  return contributions.reduce((sum, { busyMs }) => sum + busyMs, 0);
}
