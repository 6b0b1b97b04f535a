// Owns asking for what only the process that hears a machine knows: its values now, who can be heard, its last messages.
import type { MachineLive, RouteAnswer } from '@takt/model/api';
import { parseScope } from '@takt/model/plant';
import { z } from 'zod';
import type { Bus } from '../../platform/bus/port.ts';
import type { TelemetryStore } from '../../platform/telemetry-store/port.ts';
import type { MachineView, PlantView } from '../plant-view.ts';
import { createLatest } from './latest.ts';
import { currentOf } from './machine.ts';

type Messages = RouteAnswer<'machines.messages'>;

/** What pages ask for, wherever it is known. */
export interface LiveView {
  /** In the order of the machines. */
  live(machines: readonly MachineView[]): Promise<MachineLive[]>;
  /** Newest first. */
  messages(machine: MachineView): Promise<Messages>;
}

const liveChannel = 'live';
const messagesChannel = 'messages';
const timeoutMs = 1000;
const codesSchema = z.array(z.string());

export interface AnswerOptions {
  bus: Bus;
  plant: Pick<PlantView, 'machine'>;
  /** Whether this process hears the site. */
  hears(site: string): boolean;
  view: LiveView;
}

/** Answers for the machines this process hears, until the answer is called. */
export async function answerLive({ bus, plant, hears, view }: AnswerOptions): Promise<() => void> {
  const heard = (question: unknown) =>
    codesSchema.parse(question).flatMap((code) => {
      const machine = plant.machine(code);
      return machine && hears(machine.site) ? machine : [];
    });
  const endings = [
    await bus.answer(liveChannel, async (question) => {
      const machines = heard(question);
      return machines.length > 0 ? view.live(machines) : undefined;
    }),
    await bus.answer(messagesChannel, async (question) => {
      const [machine] = heard(question);
      return machine && view.messages(machine);
    }),
  ];
  return () => {
    for (const end of endings) end();
  };
}

/** Asks over the bus; a machine nobody hears now is answered from the store. */
export function createRemoteLive(options: {
  bus: Bus;
  store: Pick<TelemetryStore, 'latest'>;
  clock: () => number;
}): LiveView {
  const { bus, store, clock } = options;

  async function fromStore(machines: readonly MachineView[]): Promise<MachineLive[]> {
    const latest = createLatest(store);
    await latest.load(machines.map((machine) => machine.source));
    return machines.map((machine) => currentOf(machine, latest, clock()));
  }

  return {
    async live(machines) {
      if (machines.length === 0) return [];
      const codes = machines.map((machine) => machine.code);
      const known = new Map<string, MachineLive>();
      const answers = await bus.ask(liveChannel, codes, {
        timeoutMs,
        enough: (said) => (said as MachineLive[][]).reduce((sum, some) => sum + some.length, 0) >= codes.length,
      });
      for (const live of (answers as MachineLive[][]).flat()) known.set(live.machine, live);
      const silent = machines.filter((machine) => !known.has(machine.code));
      for (const live of await fromStore(silent)) known.set(live.machine, live);
      return codes.flatMap((code) => known.get(code) ?? []);
    },
    async messages(machine) {
      const [answer] = await bus.ask(messagesChannel, [machine.code], { timeoutMs });
      return (answer as Messages | undefined) ?? [];
    },
  };
}

/** What someone who begins to watch a scope is shown at once; undefined: there is no such scope. */
export function snapshotFrom(plant: PlantView, view: LiveView) {
  return async (text: string): Promise<{ machines: MachineLive[] } | undefined> => {
    const scope = parseScope(text);
    if (plant.name(scope.level, scope.code) === undefined) return undefined;
    return { machines: await view.live(plant.within(scope)) };
  };
}
