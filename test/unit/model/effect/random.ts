// Owns chance that is the same in every run, for simulations.

/** Numbers in [0, 1): T. Ettinger's mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Standard normal, by Box and Muller. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** AR(1) of `length` steps about 0, stationary from the first, with this standard deviation. */
export function autoregressive(random: () => number, length: number, phi: number, deviation: number): number[] {
  const values: number[] = [];
  let value = normal(random) * deviation;
  for (let t = 0; t < length; t++) {
    if (t > 0) value = phi * value + Math.sqrt(1 - phi * phi) * deviation * normal(random);
    values.push(value);
  }
  return values;
}
