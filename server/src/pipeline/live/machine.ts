// Owns a machine as the live feed shows it: mapped signals, and whether it can be heard.
import type { MachineLive } from '@takt/model/api';
import { definitionAt } from '@takt/model/definition';
import { mapSignal } from '@takt/model/signals';
import type { MachineView } from '../plant-view.ts';
import type { Latest, LatestSignal, LatestSource } from './latest.ts';

export type Connection = MachineLive['connection'];

/** By the staleness of the definition in force. */
export function connectionOf(machine: MachineView, source: LatestSource | undefined, now: number): Connection {
  if (!source || source.seenAt === null) return 'never';
  if (source.gone) return 'offline';
  const { stalenessSeconds } = definitionAt(machine.definitions, now);
  return now - source.seenAt > stalenessSeconds * 1000 ? 'silent' : 'online';
}

/** Signals under their Takt names; where two foreign signals become one, the newer reading counts. */
export function mappedSignals(machine: MachineView, signals: Iterable<LatestSignal>): MachineLive['signals'] {
  const mapped = new Map<string, MachineLive['signals'][number]>();
  for (const { name, at, value } of signals) {
    if (at === Number.NEGATIVE_INFINITY) continue;
    const result = mapSignal(machine.signalMap, name, value);
    const known = mapped.get(result.signal);
    if (!known || known.at < at) mapped.set(result.signal, { ...result, at });
  }
  return [...mapped.values()];
}

export function machineLive(
  machine: MachineView,
  source: LatestSource | undefined,
  signals: Iterable<LatestSignal>,
  now: number,
): MachineLive {
  return {
    machine: machine.code,
    connection: connectionOf(machine, source, now),
    lastSeenAt: source?.seenAt ?? null,
    signals: mappedSignals(machine, signals),
  };
}

/** Every signal of the machine, as far as this process knows it. */
export function currentOf(machine: MachineView, latest: Latest, now: number): MachineLive {
  const source = latest.find(machine.source);
  return machineLive(machine, source, source?.signals.values() ?? [], now);
}
