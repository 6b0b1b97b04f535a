// Owns the random draws of the forecast: durations drawn again with replacement, from a seed.

/** What was seen of a stage so far. */
export interface StageSeen {
  stage: string;
  /** Days it took those that went on from it, or the latest of them. */
  durations: readonly number[];
  /** How many went on from it in all. */
  wentOn: number;
  /** How many ended in it: stopped, rejected, withdrawn. */
  ended: number;
}

/** Beyond these, evenly spaced quantiles stand for all. */
const mostDurations = 400;

export interface Draws {
  /** Draws the durations of every stage again, for a run. */
  resample(): void;
  /** Whole duration of a stage, days. */
  duration(stage: number): number;
  /** What is left of a stage after so many days in it. */
  remaining(stage: number, sinceDays: number): number;
  goesOn(stage: number): boolean;
}

export function createDraws(stages: readonly StageSeen[], seed: number): Draws {
  const random = mulberry32(seed);
  const seen = stages.map(({ durations }) => thinned(durations));
  const drawn = seen.map((durations) => Float64Array.from(durations));
  const onward = stages.map(({ wentOn, ended }) => wentOn / Math.max(1, wentOn + ended));
  const any = (values: Float64Array, from = 0) => values[from + Math.floor(random() * (values.length - from))] ?? 0;
  return {
    resample() {
      for (const [stage, values] of drawn.entries()) {
        const of = seen[stage] ?? values;
        for (let index = 0; index < values.length; index++) values[index] = any(of);
        values.sort();
      }
    },
    duration: (stage) => any(drawn[stage] ?? new Float64Array()),
    remaining(stage, sinceDays) {
      const values = drawn[stage] ?? new Float64Array();
      const longer = firstAbove(values, sinceDays);
      return longer < values.length ? any(values, longer) - sinceDays : any(values);
    },
    goesOn: (stage) => random() < (onward[stage] ?? 0),
  };
}

function thinned(durations: readonly number[]): Float64Array {
  const sorted = Float64Array.from(durations).sort();
  if (sorted.length <= mostDurations) return sorted;
  const step = sorted.length / mostDurations;
  return Float64Array.from({ length: mostDurations }, (_, index) => sorted[Math.floor((index + 0.5) * step)] ?? 0);
}

/** Index of the first of ascending values that is greater. */
function firstAbove(values: Float64Array, than: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) > than) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Mulberry32 (T. Ettinger, 2017, public domain): 32 bits of state, good enough to draw from lists. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
