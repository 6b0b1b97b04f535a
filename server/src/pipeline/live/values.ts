// Owns what is sent of values to those who look: latest readings at most ten times a second, and that a machine fell silent.
import { parseScope } from '@takt/model/plant';
import type { LivePublisher } from '../../platform/live/port.ts';
import type { MachineView, PlantView } from '../plant-view.ts';
import type { Latest } from './latest.ts';
import { type Connection, connectionOf, currentOf, machineLive } from './machine.ts';
import { scopesOf } from './scopes.ts';

export interface ValuesAnnouncerOptions {
  plant: PlantView;
  latest: Latest;
  publisher: LivePublisher;
  clock: () => number;
  /** Whether this process hears the machine; of one that another hears it says nothing. Absent: it hears all. */
  hears?: (machine: MachineView) => boolean;
}

export interface ValuesAnnouncer {
  /** Reads what the store knows of the machines it hears, then announces until closed. */
  start(): Promise<void>;
  close(): void;
}

const valuesEveryMs = 100;
/** How soon a machine that fell silent is shown as silent. */
const silenceEveryMs = 1000;

export function createValuesAnnouncer(options: ValuesAnnouncerOptions): ValuesAnnouncer {
  const { plant, latest, publisher, clock, hears = () => true } = options;
  const announced = new Map<string, Connection>();
  const timers: NodeJS.Timeout[] = [];
  let stopListening = () => {};

  function announceValues(): void {
    const now = clock();
    const rooms = new Map<string, ReturnType<typeof machineLive>[]>();
    for (const source of latest.takeChanged()) {
      const { changed } = source;
      source.changed = [];
      for (const signal of changed) signal.changed = false;
      const machine = plant.bySource(source.source);
      const watched = machine ? scopesOf(machine).filter((scope) => publisher.watched('values', scope)) : [];
      if (!machine || watched.length === 0) continue;
      const message = machineLive(machine, source, changed, now);
      announced.set(machine.code, message.connection);
      for (const scope of watched) push(rooms, scope, message);
    }
    for (const [scope, machines] of rooms) publisher.publishValues(scope, { machines });
  }

  /** Silence makes no reading that could announce it. */
  function announceSilences(): void {
    const now = clock();
    const rooms = new Map<string, ReturnType<typeof machineLive>[]>();
    const checked = new Map<string, ReturnType<typeof machineLive> | undefined>();
    for (const scope of publisher.watchedScopes('values')) {
      for (const machine of plant.within(parseScope(scope)).filter(hears)) {
        if (!checked.has(machine.code)) checked.set(machine.code, changedConnection(machine, now));
        const message = checked.get(machine.code);
        if (message) push(rooms, scope, message);
      }
    }
    for (const [scope, machines] of rooms) publisher.publishValues(scope, { machines });
  }

  function changedConnection(machine: MachineView, now: number) {
    const source = latest.find(machine.source);
    const connection = connectionOf(machine, source, now);
    if (announced.get(machine.code) === connection) return undefined;
    announced.set(machine.code, connection);
    return machineLive(machine, source, [], now);
  }

  async function loadUnknown(machines: readonly MachineView[]): Promise<void> {
    const heard = machines.filter(hears).map(({ source }) => source);
    await latest.load(heard.filter((source) => !latest.find(source)));
  }

  publisher.onMissed((feed, scope) => {
    if (feed !== 'values') return;
    const now = clock();
    const heard = plant.within(parseScope(scope)).filter(hears);
    const machines = heard.map((machine) => currentOf(machine, latest, now));
    if (machines.length > 0) publisher.publishValues(scope, { machines });
  });
  return {
    async start() {
      await loadUnknown(plant.all());
      stopListening = plant.onChange(({ machines }) => {
        const views = machines.flatMap((code) => plant.machine(code) ?? []);
        // Without an answer the machine shows its values from the next reading on.
        loadUnknown(views).catch(() => {});
      });
      timers.push(setInterval(announceValues, valuesEveryMs));
      timers.push(setInterval(announceSilences, silenceEveryMs));
    },
    close() {
      stopListening();
      for (const timer of timers) clearInterval(timer);
    },
  };
}

function push<T>(rooms: Map<string, T[]>, scope: string, message: T): void {
  const room = rooms.get(scope);
  if (room) room.push(message);
  else rooms.set(scope, [message]);
}
