// Public surface of the live feed: latest values, who can be heard, and announcing both to those who look.
import type { MachineLive } from '@takt/model/api';
import type { MachineView } from '../plant-view.ts';
import type { Latest } from './latest.ts';
import { machineLive } from './machine.ts';

export { createFactsAnnouncer } from './facts.ts';
export { createLatest, type Latest, type LatestSignal, type LatestSource, latestSignal } from './latest.ts';
export { snapshotOf } from './snapshot.ts';
export { createValuesAnnouncer } from './values.ts';

/** A machine as it is now: every signal under its Takt name. */
export function liveView(latest: Latest, clock: () => number): (machine: MachineView) => MachineLive {
  return (machine) => {
    const source = latest.find(machine.source);
    return machineLive(machine, source, source?.signals.values() ?? [], clock());
  };
}
