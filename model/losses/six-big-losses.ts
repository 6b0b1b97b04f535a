// Owns Nakajima's six big losses, as far as facts can tell them apart.
import type { Facts } from '../facts/facts.ts';
import { lossTimes } from './waterfall.ts';

/**
 * Five of the six (Nakajima, Introduction to TPM, 1988). The sixth, reduced yield from start-up to stable production, cannot be
 * told from defects in process: a rejected piece does not say when after a start it was made. `defects` holds both.
 */
export const bigLosses = [
  'equipmentFailure',
  'setupAdjustment',
  'idlingMinorStops',
  'reducedSpeed',
  'defects',
] as const;
export type BigLoss = (typeof bigLosses)[number];

export interface BigLossTime {
  loss: BigLoss;
  /** Lost time, ms; `reducedSpeed` below zero means faster than the ideal cycle. */
  ms: number;
  /** Of planned busy time, fraction of one; null where there was none. */
  share: number | null;
}

/**
 * Idling holds starved, blocked and idle time (Nakajima counts a machine that waits for work as idling) and minor stops.
 * Pieces nobody judged are no defects.
 */
export function sixBigLosses(facts: Readonly<Facts>): BigLossTime[] {
  const times = lossTimes(facts);
  const ms: Record<BigLoss, number> = {
    equipmentFailure: times.down,
    setupAdjustment: times.setup,
    idlingMinorStops: times.minorStop + times.starved + times.blocked + times.idle,
    reducedSpeed: times.speed,
    defects: times.quality,
  };
  return bigLosses.map((loss) => ({ loss, ms: ms[loss], share: facts.busyMs > 0 ? ms[loss] / facts.busyMs : null }));
}
