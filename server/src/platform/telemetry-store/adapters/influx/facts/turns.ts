// Owns whose turn it is among readers and writers of facts in this process: nobody reads what is half replaced.

/** What someone reads or replaces. */
export interface Claim {
  writes: boolean;
  machines: ReadonlySet<string>;
  from: number;
  to: number;
}

/** Runs `work` once everyone who came earlier and gets in its way is done. */
export type Turns = <T>(claims: readonly Claim[], work: () => Promise<T>) => Promise<T>;

interface Visit {
  claims: readonly Claim[];
  over: Promise<unknown>;
}

/** InfluxDB shows a write field by field, so for a moment a reader would see old and new side by side. */
export function createTurns(): Turns {
  const visits = new Set<Visit>();
  return async (claims, work) => {
    const before = [...visits].filter((visit) => conflict(visit.claims, claims)).map(({ over }) => over);
    const done = Promise.withResolvers<void>();
    const visit = { claims, over: done.promise };
    visits.add(visit);
    try {
      await Promise.all(before);
      return await work();
    } finally {
      visits.delete(visit);
      done.resolve();
    }
  };
}

function conflict(some: readonly Claim[], others: readonly Claim[]): boolean {
  return some.some((one) => others.some((other) => touch(one, other)));
}

function touch(one: Claim, other: Claim): boolean {
  if (!(one.writes || other.writes) || one.from >= other.to || other.from >= one.to) return false;
  const [few, many] = one.machines.size < other.machines.size ? [one, other] : [other, one];
  return few.machines.values().some((machine) => many.machines.has(machine));
}
