// Owns what the fold is fed: one machine's mapped readings, silences, calendar and definitions for a range, from the store.
import { createSchedule, type Schedule } from '@takt/model/calendar';
import { defaultDefinition } from '@takt/model/definition';
import { contextMs, type FoldInput } from '@takt/model/facts';
import { foreignNames, mapSignal, meaningSignals } from '@takt/model/signals';
import type { StoredSample, TelemetryStore } from '../../platform/telemetry-store/port.ts';
import type { MachineView } from '../plant-view.ts';

const schedules = new WeakMap<object, Map<string, Schedule>>();
const aroundTheClock = {};

/** The machine's schedule; compiled once per calendar and zone. */
export function scheduleOf(machine: Pick<MachineView, 'calendar' | 'timeZone'>): Schedule {
  const owner = machine.calendar ?? aroundTheClock;
  const byZone = schedules.get(owner) ?? new Map<string, Schedule>();
  schedules.set(owner, byZone);
  const schedule = byZone.get(machine.timeZone) ?? createSchedule(machine.calendar, machine.timeZone);
  byZone.set(machine.timeZone, schedule);
  return schedule;
}

/** The device's own names of the signals with meaning, under the machine's signal map. */
export function meaningNames(machine: MachineView): string[] {
  return [...new Set(meaningSignals.flatMap((signal) => foreignNames(machine.signalMap, signal)))];
}

/** Longest time a state holds without a life sign under any definition of the machine, ms. */
export function longestStalenessMs(machine: MachineView): number {
  return 1000 * Math.max(...[defaultDefinition, ...machine.definitions].map((d) => d.stalenessSeconds));
}

/** Everything {@link fold} needs for [from, to); `now` bounds what can be known. */
export async function readFoldInput(
  store: TelemetryStore,
  machine: MachineView,
  from: number,
  to: number,
  now: number,
): Promise<FoldInput> {
  const context = contextMs(machine.definitions);
  const knownUntil = Math.max(to, Math.min(now, to + context));
  const quietMs = 1000 * Math.min(...[defaultDefinition, ...machine.definitions].map((d) => d.stalenessSeconds));
  const [samples, silences] = await Promise.all([
    store.readSamples({
      source: machine.source,
      signals: meaningNames(machine),
      from: from - context,
      to: knownUntil,
      previous: true,
      changesOnly: true,
    }),
    store.readSilences({ source: machine.source, from: from - context, to: knownUntil, quietMs }),
  ]);
  return {
    machine: machine.code,
    idealCycleMs: machine.idealCycleSeconds * 1000,
    outlet: machine.outlet,
    from,
    to,
    knownUntil,
    readings: samples.map((sample) => mapped(machine, sample)),
    silences,
    segments: scheduleOf(machine).segments(from, to),
    definitions: machine.definitions,
  };
}

function mapped(machine: MachineView, sample: StoredSample) {
  return { at: sample.at, ...mapSignal(machine.signalMap, sample.signal, sample.value) };
}
