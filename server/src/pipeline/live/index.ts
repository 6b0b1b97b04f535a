// Public surface of the live feed: latest values, who can be heard, and announcing both to those who look.
import type { RouteAnswer, RouteInput } from '@takt/model/api';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import type { PlantView } from '../plant-view.ts';
import type { Latest } from './latest.ts';
import { machineLive } from './machine.ts';

export { type Announcer, type AnnouncerOptions, createAnnouncer } from './announcer.ts';
export { createLatest, type Latest, type LatestSignal, type LatestSource, latestSignal } from './latest.ts';

/** Handler of the route `machines.live`. */
export function liveQuery({ plant, latest, clock }: { plant: PlantView; latest: Latest; clock: () => number }) {
  return async ({ params }: RouteInput<'machines.live'>): Promise<Outcome<RouteAnswer<'machines.live'>>> => {
    const machine = plant.machine(params.code);
    if (!machine) return refuse('not_found', `there is no machine "${params.code}"`);
    const source = latest.find(machine.source);
    return done(machineLive(machine, source, source?.signals.values() ?? [], clock()));
  };
}
