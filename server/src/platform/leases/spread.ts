<<<<<<< HEAD
// Owns who of several processes should hold what: as even as may be, with as few moves as may be.

export interface Load {
  member: string;
  weight: number;
}

/**
 * Names with their member; the same for all who compute it from the same rows, in whatever order those come. What a living member
 * holds stays where it is unless moving it makes the spread more even; what is free goes to the least loaded, heaviest first. No two
 * members differ by more than the heaviest name.
 */
export function spread(
  members: readonly string[],
  weights: ReadonlyMap<string, number>,
  holdings: ReadonlyMap<string, string>,
): Map<string, string> {
  const assigned = new Map<string, string>();
  if (members.length === 0) return assigned;
  const loads = new Map<string, number>([...members].sort(ascending).map((member) => [member, 0]));
  const give = (name: string, member: string) => {
    assigned.set(name, member);
    loads.set(member, (loads.get(member) ?? 0) + weightOf(weights, name));
  };
  const heaviestFirst = [...weights.keys()].sort(
    (a, b) => weightOf(weights, b) - weightOf(weights, a) || ascending(a, b),
  );
  const free: string[] = [];
  for (const name of heaviestFirst) {
    const holder = holdings.get(name);
    if (holder !== undefined && loads.has(holder)) give(name, holder);
    else free.push(name);
  }
  for (const name of free) give(name, extremes(loads).least.member);
  while (moveOne(assigned, weights, loads, heaviestFirst));
  return assigned;
}

/** Moves the heaviest name that brings the most and the least loaded closer together; false: there is none. */
function moveOne(
  assigned: Map<string, string>,
  weights: ReadonlyMap<string, number>,
  loads: Map<string, number>,
  heaviestFirst: readonly string[],
): boolean {
  const { most, least } = extremes(loads);
  const gap = most.weight - least.weight;
  const name = heaviestFirst.find((one) => assigned.get(one) === most.member && weightOf(weights, one) < gap);
  if (name === undefined) return false;
  const weight = weightOf(weights, name);
  assigned.set(name, least.member);
  loads.set(most.member, most.weight - weight);
  loads.set(least.member, least.weight + weight);
  return true;
}

function extremes(loads: ReadonlyMap<string, number>): { most: Load; least: Load } {
  let most: Load | undefined;
  let least: Load | undefined;
  for (const [member, weight] of loads) {
    if (!most || weight > most.weight) most = { member, weight };
    if (!least || weight < least.weight) least = { member, weight };
  }
  return { most: most ?? nobody, least: least ?? nobody };
}

const nobody: Load = { member: '', weight: 0 };

function weightOf(weights: ReadonlyMap<string, number>, name: string): number {
  return weights.get(name) ?? 1;
}

function ascending(a: string, b: string): number {
=======
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
>>>>>>> w/postgres
  return a < b ? -1 : a > b ? 1 : 0;
}
