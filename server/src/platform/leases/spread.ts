// Owns who is to hold what: a pure function of members, weights and present holders, so that all members come to one answer.

/**
 * Every name's member, none where there is no member. Who holds a name keeps it unless it can be moved to the member with the
 * least so that both come closer by more than what is moved, or loads differ by more than the heaviest name. What nobody holds
 * goes to the member with the least. The order of the arguments does not matter, and what is spread already stays as it is.
 */
export function spread(
  members: Iterable<string>,
  weights: ReadonlyMap<string, number>,
  holders: ReadonlyMap<string, string>,
): Map<string, string> {
  const shares = new Map<string, Share>();
  for (const member of [...members].sort(byText)) shares.set(member, { member, load: 0, names: [] });
  const named = [...weights].map(([name, weight]) => ({ name, weight }));
  named.sort((a, b) => b.weight - a.weight || byText(a.name, b.name));
  const ordered = [...shares.values()];
  if (ordered.length > 0) {
    const free: Weighted[] = [];
    for (const one of named) {
      const share = shares.get(holders.get(one.name) ?? '');
      if (share) give(share, one);
      else free.push(one);
    }
    for (const one of free) give(lightest(ordered), one);
    const heaviest = named[0]?.weight ?? 0;
    while (evenOut(ordered, heaviest));
  }
  return new Map(ordered.flatMap(({ member, names }) => names.map(({ name }) => [name, member] as const)));
}

interface Weighted {
  name: string;
  weight: number;
}

interface Share {
  member: string;
  load: number;
  names: Weighted[];
}

/** Moves one name to the member with the least, where that is worth it. Each move lowers the sum of squared loads, so moves end. */
function evenOut(shares: readonly Share[], heaviest: number): boolean {
  const to = lightest(shares);
  for (const from of shares.toSorted((a, b) => b.load - a.load)) {
    const gap = from.load - to.load;
    const best = closestTo(from.names, gap / 2);
    if (!best || best.weight >= gap) continue;
    const closer = gap - Math.abs(gap - 2 * best.weight);
    if (closer <= best.weight && gap <= heaviest) continue;
    from.names.splice(from.names.indexOf(best), 1);
    from.load -= best.weight;
    give(to, best);
    return true;
  }
  return false;
}

function give(share: Share, one: Weighted): void {
  share.names.push(one);
  share.load += one.weight;
}

function lightest(shares: readonly Share[]): Share {
  return shares.reduce((least, share) => (share.load < least.load ? share : least));
}

/** Of equally close ones the first by name. */
function closestTo(names: readonly Weighted[], weight: number): Weighted | undefined {
  let best: Weighted | undefined;
  for (const one of names) {
    const nearer = best ? Math.abs(best.weight - weight) - Math.abs(one.weight - weight) : 1;
    if (!best || nearer > 0 || (nearer === 0 && byText(one.name, best.name) < 0)) best = one;
  }
  return best;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
