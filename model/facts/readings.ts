// Owns what the fold reads: one machine's mapped readings of the signals with meaning, sorted into tracks.
import {
  type CounterSignal,
  counterSignals,
  isMachineState,
  type MachineState,
  type SignalValue,
} from '../signals/index.ts';
import { changes, type Step } from './track.ts';

/** A mapped reading of a signal with meaning. */
export interface Reading {
  signal: string;
  /** Epoch ms, device time. */
  at: number;
  value: SignalValue;
}

export interface Tracks {
  states: Step<MachineState>[];
  products: Step<string>[];
  alarms: Step<string>[];
  /** Ideal cycle announced by the device, ms; 0 where it withdrew it. */
  idealCycleMs: Step<number>[];
  counters: Record<CounterSignal, Step<number>[]>;
}

/** Sorts readings into tracks. The order of the input does not matter. */
export function tracksOf(readings: readonly Reading[]): Tracks {
  const states: Step<MachineState>[] = [];
  const products: Step<string>[] = [];
  const alarms: Step<string>[] = [];
  const idealCycleMs: Step<number>[] = [];
  const counters = Object.fromEntries(counterSignals.map((name) => [name, []])) as unknown as Tracks['counters'];
  for (const { signal, at, value } of [...readings].sort(byTimeAndValue)) {
    if (signal === 'state') states.push({ at, value: isMachineState(value) ? value : 'unknown' });
    else if (signal === 'product') products.push({ at, value: value === null ? '' : String(value) });
    else if (signal === 'alarm') alarms.push({ at, value: value === null ? '' : String(value) });
    else if (signal === 'ideal_cycle_s') idealCycleMs.push({ at, value: positive(value) * 1000 });
    else if (Object.hasOwn(counters, signal) && typeof value === 'number' && value >= 0) {
      counters[signal as CounterSignal].push({ at, value });
    }
  }
  return {
    states: changes(states),
    products: changes(products),
    alarms: changes(alarms),
    idealCycleMs: changes(idealCycleMs),
    counters,
  };
}

function positive(value: SignalValue): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}

// Two foreign signals may be mapped to one name and collide in a millisecond: the order of arrival must not decide.
function byTimeAndValue(a: Reading, b: Reading): number {
  if (a.at !== b.at) return a.at - b.at;
  const left = String(a.value);
  const right = String(b.value);
  if (typeof a.value === 'number' && typeof b.value === 'number') return a.value - b.value;
  return left < right ? -1 : left > right ? 1 : 0;
}
