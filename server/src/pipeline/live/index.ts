// Public surface of the live feed: latest values, who can be heard, and announcing both to those who look.
import type { RouteAnswer } from '@takt/model/api';
import type { MachineView } from '../plant-view.ts';
import type { LiveView } from './ask.ts';
import type { Latest } from './latest.ts';
import { currentOf } from './machine.ts';

export { answerLive, createRemoteLive, type LiveView, snapshotFrom } from './ask.ts';
export { createFactsAnnouncer } from './facts.ts';
export { createLatest, type Latest, type LatestSignal, type LatestSource, latestSignal } from './latest.ts';
export { createValuesAnnouncer } from './values.ts';

/** What this process itself hears. */
export function heardHere(options: {
  latest: Latest;
  messages: (machine: MachineView) => RouteAnswer<'machines.messages'>;
  clock: () => number;
}): LiveView {
  const { latest, messages, clock } = options;
  return {
    live: async (machines) => machines.map((machine) => currentOf(machine, latest, clock())),
    messages: async (machine) => messages(machine),
  };
}
