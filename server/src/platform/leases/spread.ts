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
  return a < b ? -1 : a > b ? 1 : 0;
}
