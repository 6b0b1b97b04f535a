// Owns the random numbers of the synthetic city: the same seed makes the same city.

export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  /** Whole, both included. */
  between(low: number, high: number): number;
  chance(share: number): boolean;
  pick<T>(all: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (share) => next() < share,
    pick: (all) => {
      const one = all[Math.floor(next() * all.length)];
      if (one === undefined) throw new Error('there is nothing to pick from');
      return one;
    },
  };
}
