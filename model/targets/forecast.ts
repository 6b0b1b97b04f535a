// Owns the forecast for the end of a year: what is held anyway, and what of all that is under way will have come through by then.
import { createDraws, type Draws, type StageSeen } from './draws.ts';

export type { StageSeen } from './draws.ts';

/** Fewer durations than these say too little of a stage. */
export const leastDurations = 8;

export interface UnderWay {
  region: string;
  stage: string;
  /** Days it has been in its stage. */
  sinceDays: number;
}

export interface ForecastInput {
  /** In the order they are gone through. */
  stages: readonly StageSeen[];
  underWay: readonly UnderWay[];
  /** To the end of the year. */
  daysLeft: number;
  /** Same seed, same numbers. */
  seed: number;
}

/**
 * `range`: median, and the range that holds 80 % of the simulated ends. `few`: too few durations were seen of a stage that
 * something has yet to go through. `none`: it is not forecast, or the year is not the present one.
 */
export type Forecast =
  | { kind: 'range'; median: number; low: number; high: number }
  | { kind: 'few'; stage: string; seen: number; needed: number }
  | { kind: 'none' };

export type Completions =
  | { kind: 'few'; stage: string; seen: number; needed: number }
  /** Simulated numbers of completions, one a run, by region. */
  | { kind: 'runs'; runs: number; byRegion: ReadonlyMap<string, Float64Array>; all: Float64Array };

const drawsAtMost = 500_000;

/**
 * A plain simulation. In each run the durations of every stage are drawn again with replacement from those seen (the bootstrap of
 * Efron, 1979), so that the range holds what few durations leave open. Each thing under way then stays in its stage for one of
 * those longer than it has been in it already — for a whole one where none is longer —, goes on with the share that went on so
 * far, and takes one duration for every stage after it. Pauses after each run, so that whoever asks may do something else.
 */
export function* simulate({ stages, underWay, daysLeft, seed }: ForecastInput): Generator<undefined, Completions> {
  const order = new Map(stages.map(({ stage }, index) => [stage, index]));
  // What is in none of these stages is not on this way.
  const items = underWay.flatMap(({ region, stage, sinceDays }) => {
    const from = order.get(stage);
    return from === undefined ? [] : [{ region, from, sinceDays }];
  });
  const first = items.reduce((least, { from }) => Math.min(least, from), stages.length);
  for (const { stage, durations } of stages.slice(first))
    if (durations.length < leastDurations)
      return { kind: 'few', stage, seen: durations.length, needed: leastDurations };
  const runs = Math.round(Math.min(400, Math.max(100, drawsAtMost / Math.max(1, items.length * stages.length))));
  const byRegion = new Map(items.map(({ region }) => [region, new Float64Array(runs)]));
  const all = new Float64Array(runs);
  if (items.length === 0) return { kind: 'runs', runs, byRegion, all };
  const draws = createDraws(stages, seed);
  for (let run = 0; run < runs; run++) {
    draws.resample();
    for (const { region, from, sinceDays } of items) {
      if (!comesThrough(draws, from, stages.length, sinceDays, daysLeft)) continue;
      const counts = byRegion.get(region);
      if (counts) counts[run] = (counts[run] ?? 0) + 1;
      all[run] = (all[run] ?? 0) + 1;
    }
    yield;
  }
  return { kind: 'runs', runs, byRegion, all };
}

/** {@link simulate} without a pause. */
export function simulateCompletions(input: ForecastInput): Completions {
  const simulation = simulate(input);
  for (;;) {
    const step = simulation.next();
    if (step.done) return step.value;
  }
}

function comesThrough(draws: Draws, from: number, stages: number, sinceDays: number, daysLeft: number): boolean {
  let days = 0;
  for (let stage = from; stage < stages; stage++) {
    if (!draws.goesOn(stage)) return false;
    days += stage === from ? draws.remaining(stage, sinceDays) : draws.duration(stage);
    if (days > daysLeft) return false;
  }
  return true;
}

/** What is held at the end of the year: `held` anyway, and the completions. Without completions it is `held` alone. */
export function forecastOf(held: number, completions: Float64Array | undefined): Forecast {
  if (!completions) return { kind: 'range', median: held, low: held, high: held };
  const sorted = completions.toSorted();
  const at = (share: number) => held + (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return { kind: 'range', median: at(0.5), low: at(0.1), high: at(0.9) };
}
