// Owns what is sent to those who look: latest values at most ten times a second, changed facts at most once a second.
import { formatScope, parseScope } from '@takt/model/plant';
import type { LiveFanout } from '../../platform/live/port.ts';
import type { MachineView, PlantView } from '../plant-view.ts';
import type { Latest } from './latest.ts';
import { type Connection, connectionOf, machineLive } from './machine.ts';

export interface AnnouncerOptions {
  plant: PlantView;
  latest: Latest;
  fanout: LiveFanout;
  clock: () => number;
}

export interface Announcer {
  /** Reads what the store knows of the registered machines, then announces until closed. */
  start(): Promise<void>;
  /** Facts of these machines changed from `from` on; those who watch are told within a second. */
  factsChanged(changes: readonly { machine: string; from: number }[]): void;
  close(): void;
}

const valuesEveryMs = 100;
const factsEveryMs = 1000;
/** How soon a machine that fell silent is shown as silent. */
const silenceEveryMs = 1000;

export function createAnnouncer({ plant, latest, fanout, clock }: AnnouncerOptions): Announcer {
  const announced = new Map<string, Connection>();
  const facts = new Map<string, number>();
  let factsAnnouncedAt = Number.NEGATIVE_INFINITY;
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
      const watched = machine ? scopesOf(machine).filter((scope) => fanout.watched(scope)) : [];
      if (!machine || watched.length === 0) continue;
      const message = machineLive(machine, source, changed, now);
      announced.set(machine.code, message.connection);
      for (const scope of watched) push(rooms, scope, message);
    }
    for (const [scope, machines] of rooms) fanout.publishValues(scope, { machines });
  }

  /** Silence makes no reading that could announce it. */
  function announceSilences(): void {
    const now = clock();
    const rooms = new Map<string, ReturnType<typeof machineLive>[]>();
    const checked = new Map<string, ReturnType<typeof machineLive> | undefined>();
    for (const scope of fanout.watchedScopes()) {
      for (const machine of plant.within(parseScope(scope))) {
        if (!checked.has(machine.code)) checked.set(machine.code, changedConnection(machine, now));
        const message = checked.get(machine.code);
        if (message) push(rooms, scope, message);
      }
    }
    for (const [scope, machines] of rooms) fanout.publishValues(scope, { machines });
  }

  function changedConnection(machine: MachineView, now: number) {
    const source = latest.find(machine.source);
    const connection = connectionOf(machine, source, now);
    if (announced.get(machine.code) === connection) return undefined;
    announced.set(machine.code, connection);
    return machineLive(machine, source, [], now);
  }

  /** The first change is told at once, what follows within a second together. */
  function announceFacts(): void {
    const now = performance.now();
    if (now - factsAnnouncedAt < factsEveryMs) return;
    if (facts.size > 0) factsAnnouncedAt = now;
    for (const [scope, from] of facts) fanout.publishFacts(scope, { scope, from });
    facts.clear();
  }

  function snapshot(text: string) {
    const scope = parseScope(text);
    if (plant.name(scope.level, scope.code) === undefined) return undefined;
    const now = clock();
    const machines = plant.within(scope).map((machine) => {
      const source = latest.find(machine.source);
      return machineLive(machine, source, source?.signals.values() ?? [], now);
    });
    return { machines };
  }

  async function loadUnknown(machines: readonly MachineView[]): Promise<void> {
    await latest.load(machines.map(({ source }) => source).filter((source) => !latest.find(source)));
  }

  return {
    async start() {
      fanout.onWatch(snapshot);
      await loadUnknown(plant.all());
      stopListening = plant.onChange(({ machines }) => {
        const views = machines.flatMap((code) => plant.machine(code) ?? []);
        // Without an answer the machine shows its values from the next reading on.
        loadUnknown(views).catch(() => {});
      });
      timers.push(setInterval(announceValues, valuesEveryMs));
      timers.push(setInterval(announceSilences, silenceEveryMs));
      timers.push(setInterval(announceFacts, factsEveryMs / 4));
    },
    factsChanged(changes) {
      for (const { machine, from } of changes) {
        const view = plant.machine(machine);
        if (!view) continue;
        for (const scope of scopesOf(view)) {
          if (fanout.watched(scope)) facts.set(scope, Math.min(from, facts.get(scope) ?? from));
        }
      }
      announceFacts();
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

function scopesOf(machine: MachineView): string[] {
  const { code, line, workshop, site, enterprise, district } = machine;
  return [
    formatScope({ level: 'machine', code }),
    formatScope({ level: 'line', code: line }),
    formatScope({ level: 'workshop', code: workshop }),
    formatScope({ level: 'site', code: site }),
    formatScope({ level: 'enterprise', code: enterprise }),
    formatScope({ level: 'district', code: district }),
  ];
}
