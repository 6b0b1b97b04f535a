// Owns cutting long questions into several, so that no answer is larger than it may be.
import { hourMs, minuteMs } from '@takt/model/facts';
import type { Grain } from '../../../port.ts';
import type { FactsRange } from './statements.ts';

const grainMs = { minute: minuteMs, hour: hourMs, day: 24 * hourMs } as const satisfies Record<Grain, number>;
/** A condition over more machines than this costs more than a second question. */
const mostMachines = 200;

/** Rows a machine has in the range, one product at a time. */
export function rowsPerMachine({ grain, from, to }: Pick<FactsRange, 'grain' | 'from' | 'to'>): number {
  return Math.max(1, Math.ceil((to - from) / grainMs[grain]));
}

export function machinesPerAnswer(
  range: Pick<FactsRange, 'grain' | 'from' | 'to'>,
  columns: number,
  valuesPerAnswer: number,
): number {
  const fitting = Math.floor(valuesPerAnswer / (columns * rowsPerMachine(range)));
  return Math.min(mostMachines, Math.max(1, fitting));
}

export function batches<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
