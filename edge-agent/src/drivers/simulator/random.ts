// Owns reproducible randomness: a stream of numbers derived from a text, and the distributions the plant is made of.

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  /** Standard normal. */
  normal(): number;
  /** Exponential with this mean. */
  exponential(mean: number): number;
  /** Log-normal with this mean; `spread` is the standard deviation of its logarithm. */
  logNormal(mean: number, spread: number): number;
  pick<T>(items: readonly T[]): T | undefined;
}

/** The same key always gives the same numbers. */
export function createRandom(key: string): Random {
  let state = hash(key);
  const next = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    normal,
    between: (low, high) => low + (high - low) * next(),
    chance: (probability) => next() < probability,
    exponential: (mean) => -mean * Math.log(1 - next()),
    logNormal: (mean, spread) => mean * Math.exp(spread * normal() - (spread * spread) / 2),
    pick: (items) => items[Math.floor(next() * items.length)],
  };
}

/** FNV-1a, mixed once more so that keys that differ in their last letter do not begin alike. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) value = Math.imul(value ^ key.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
