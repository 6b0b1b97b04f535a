// Owns what is counted of a region: a count, or the two counts a share is made of, so that regions can be summed.

/** `whole` undefined: a count, `part`. Else a share, part ÷ whole. */
export interface Amount {
  part: number;
  whole?: number | undefined;
}

/** A count, or a fraction of one; null: a share of nothing. */
export function figureOf({ part, whole }: Amount): number | null {
  if (whole === undefined) return part;
  return whole > 0 ? part / whole : null;
}

/** Shares are never averaged: parts and wholes are summed. */
export function sumOf(amounts: Iterable<Amount>): Amount {
  const sum: Amount = { part: 0 };
  for (const { part, whole } of amounts) {
    sum.part += part;
    if (whole !== undefined) sum.whole = (sum.whole ?? 0) + whole;
  }
  return sum;
}
