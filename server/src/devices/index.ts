// Public surface of devices: what machines say now and said before, who is not registered, what could not be accepted.
import type { MachineLive, RouteAnswer } from '@takt/model/api';
import { originOfTopic } from '@takt/model/topics';
import type { MachineView } from '../pipeline/plant-view.ts';
import type { PlantRegistry } from '../plant/index.ts';
import type { Handlers } from '../platform/http/handler.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import type { TelemetryStore } from '../platform/telemetry-store/port.ts';
import { claim } from './claim.ts';
import { historyQuery } from './history.ts';
import { shownTo } from './shown.ts';

type Entry<N extends 'refused.list' | 'quarantine.list'> = RouteAnswer<N>[number];

/** What the pipeline knows of devices; newest first where it is a list. */
export interface DeviceFeed {
  live(machines: readonly MachineView[]): Promise<MachineLive[]>;
  messages(machine: MachineView): Promise<RouteAnswer<'machines.messages'>>;
  pending(): Promise<RouteAnswer<'pending.list'>>;
  /** As many of the wanted ones as the limit allows. */
  refused(limit: number, wanted: (entry: Entry<'refused.list'>) => boolean): Promise<Entry<'refused.list'>[]>;
  quarantine(limit: number, wanted: (entry: Entry<'quarantine.list'>) => boolean): Promise<Entry<'quarantine.list'>[]>;
}

export type DeviceHandlers = Handlers<
  | 'machines.live'
  | 'machines.history'
  | 'machines.messages'
  | 'pending.list'
  | 'pending.claim'
  | 'refused.list'
  | 'quarantine.list'
>;

export interface DeviceOptions {
  plant: PlantRegistry;
  store: TelemetryStore;
  feed: DeviceFeed;
}

export function deviceRoutes({ plant, store, feed }: DeviceOptions): DeviceHandlers {
  const ofMachine = async <T>(code: string, answer: (machine: MachineView) => Promise<T>): Promise<Outcome<T>> => {
    const machine = plant.machine(code);
    return machine ? done(await answer(machine)) : refuse('not_found', `there is no machine "${code}"`);
  };
  const liveOf = async (machine: MachineView): Promise<MachineLive> => {
    const [live] = await feed.live([machine]);
    return live ?? { machine: machine.code, connection: 'never', lastSeenAt: null, signals: [] };
  };
  const isPending = async (site: string, machine: string) =>
    (await feed.pending()).some((device) => device.site === site && device.machine === machine);

  return {
    'machines.live': ({ params }) => ofMachine(params.code, liveOf),
    'machines.history': historyQuery(store, plant),
    'machines.messages': ({ params }) => ofMachine(params.code, feed.messages),
    'pending.list': async ({ caller }) => {
      const shown = shownTo(caller, plant);
      return done((await feed.pending()).filter(({ site }) => shown({ site })));
    },
    'pending.claim': (input) => claim({ plant, isPending }, input),
    'refused.list': async ({ query, caller }) => {
      const shown = shownTo(caller, plant);
      return done(await feed.refused(query.limit, ({ topic }) => shown(originOfTopic(topic) ?? { site: undefined })));
    },
    'quarantine.list': async ({ query, caller }) => done(await feed.quarantine(query.limit, shownTo(caller, plant))),
  };
}
