// Owns the states a page shows: the time categories, in order of attention, and how a device's state becomes one.
import type { TimeCategory } from '@takt/model/facts';
import type { MachineState } from '@takt/model/signals';
import type { LiveMachine } from '../live/index.ts';

/** What needs a person first. `unscheduled` is a time category but no state of a machine. */
export const stateOrder = [
  'down',
  'minorStop',
  'starved',
  'blocked',
  'setup',
  'producing',
  'idle',
  'plannedStop',
  'unknown',
] as const satisfies readonly TimeCategory[];

const categories: Record<MachineState, TimeCategory> = {
  producing: 'producing',
  setup: 'setup',
  minor_stop: 'minorStop',
  down: 'down',
  starved: 'starved',
  blocked: 'blocked',
  idle: 'idle',
  planned_stop: 'plannedStop',
  unknown: 'unknown',
};

/** The category of a device's `state` signal; anything that is no Takt state is `unknown`. */
export function categoryOfState(state: unknown): TimeCategory {
  if (typeof state !== 'string' || !Object.hasOwn(categories, state)) return 'unknown';
  return categories[state as MachineState];
}

/** What a machine does now. One that is not heard of is `unknown`: its last word says nothing about the present. */
export function stateOfMachine(live: LiveMachine | undefined): TimeCategory {
  if (live?.connection !== 'online') return 'unknown';
  return categoryOfState(live.signals.state?.value);
}

/** How many machines are in which state, states without machines left out, in order of attention. */
export function countStates(machines: readonly (LiveMachine | undefined)[]): { state: TimeCategory; count: number }[] {
  const counts = new Map<TimeCategory, number>();
  for (const machine of machines) {
    const state = stateOfMachine(machine);
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return stateOrder.flatMap((state) => {
    const count = counts.get(state);
    return count === undefined ? [] : [{ state, count }];
  });
}
