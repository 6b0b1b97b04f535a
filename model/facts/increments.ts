// Owns counting: how cumulative counter readings become increments, and which increments cannot be true.
import type { Step } from './track.ts';

export interface Increment {
  /** Epoch ms the increment is attributed to: the instant just before the reading that showed it. */
  at: number;
  amount: number;
}

/** A change of a counter too large to be true; it is not counted. */
export interface Jump {
  signal: string;
  at: number;
  from: number;
  to: number;
}

/** Largest believable increase over `elapsedMs`. */
export type Limit = (elapsedMs: number) => number;

/** Pieces: a hundred times the ideal rate, and never fewer than 1,000, so that a wrong ideal cycle hides nothing real. */
export function pieceLimit(idealCycleMs: number): Limit {
  return (elapsedMs) => 1000 + (100 * elapsedMs) / idealCycleMs;
}

/** Energy: 100 MW, and never less than 1,000 kWh. In kWh. */
export const energyLimit: Limit = (elapsedMs) => 1000 + (elapsedMs / 3_600_000) * 100_000;

/**
 * Increments between successive readings of one counter, ascending. The first reading is only a baseline; a decrease is a reset
 * and counts what has been counted since. A single wild reading between two that agree is passed over.
 */
export function incrementsOf(
  signal: string,
  readings: readonly Step<number>[],
  limit: Limit,
): { increments: Increment[]; jumps: Jump[] } {
  const increments: Increment[] = [];
  const jumps: Jump[] = [];
  let previous: Step<number> | undefined;
  for (let index = 0; index < readings.length; index++) {
    const current = readings[index];
    if (!current) continue;
    if (!previous) {
      previous = current;
      continue;
    }
    const amount = current.value >= previous.value ? current.value - previous.value : current.value;
    if (amount > limit(current.at - previous.at)) {
      jumps.push({ signal, at: current.at, from: previous.value, to: current.value });
      if (isWild(previous, current, readings[index + 1], limit)) continue;
    } else if (amount > 0) increments.push({ at: current.at - 1, amount });
    previous = current;
  }
  return { increments, jumps };
}

function isWild(before: Step<number>, wild: Step<number>, after: Step<number> | undefined, limit: Limit): boolean {
  if (!after || after.value >= wild.value || after.value < before.value) return false;
  return after.value - before.value <= limit(after.at - before.at);
}
