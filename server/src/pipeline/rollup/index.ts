// Owns the rollups: hours and days in the site's time zone, computed again from minutes, never incremented.
import { nextBoundary, startOfDay, startOfHour } from '@takt/model/calendar';
import type { FactsReplacement, Grain, TelemetryStore } from '../../platform/telemetry-store/port.ts';

export interface FactsChange {
  machine: string;
  timeZone: string;
  from: number;
  to: number;
}

/** Brings the hours and days that touch the changed minutes up to date. */
export async function rollUp(store: TelemetryStore, changes: readonly FactsChange[]): Promise<void> {
  const hours = changes.map((change) => widen(change, startOfHour, 'hour'));
  await recompute(store, 'minute', 'hour', hours);
  const days = changes.map((change) => widen(change, startOfDay, 'day'));
  await recompute(store, 'hour', 'day', days);
}

function widen(
  change: FactsChange,
  start: (at: number, timeZone: string) => number,
  grain: 'hour' | 'day',
): FactsChange {
  const { timeZone } = change;
  const last = start(Math.max(change.from, change.to - 1), timeZone);
  return { ...change, from: start(change.from, timeZone), to: nextBoundary(grain, last, timeZone) };
}

async function recompute(
  store: TelemetryStore,
  from: Grain,
  to: 'hour' | 'day',
  changes: readonly FactsChange[],
): Promise<void> {
  const replacements: FactsReplacement[] = [];
  for (const group of Map.groupBy(changes, (c) => `${c.timeZone} ${c.from} ${c.to}`).values()) {
    const first = group[0];
    if (!first) continue;
    const machines = [...new Set(group.map((change) => change.machine))];
    const edges = edgesOf(first, to);
    const sums = await store.sumFacts({ machines, grain: from, from: first.from, to: first.to, edges });
    const byMachine = Map.groupBy(sums, (row) => row.machine);
    for (const machine of machines) {
      replacements.push({ machine, from: first.from, to: first.to, rows: byMachine.get(machine) ?? [] });
    }
  }
  await store.replaceFacts(to, replacements);
}

function edgesOf({ from, to, timeZone }: FactsChange, grain: 'hour' | 'day'): number[] {
  const edges = [from];
  for (let at = from; at < to; ) {
    at = nextBoundary(grain, at, timeZone);
    edges.push(at);
  }
  return edges;
}
