// Owns how far a late reading reaches: the span of facts it may change.
import { contextMs } from '@takt/model/facts';
import type { TelemetryStore } from '../../platform/telemetry-store/port.ts';
import type { MachineView } from '../plant-view.ts';
import { longestStalenessMs, meaningNames } from './read.ts';

/**
 * Facts that readings in [from, to] of this machine may change: from a micro-stop threshold before, until every signal among
 * them has a later reading (its value holds until then), and a threshold more. `end` where one has none.
 */
export async function reachOf(
  store: TelemetryStore,
  machine: MachineView,
  range: { from: number; to: number },
  end: number,
): Promise<{ from: number; to: number }> {
  const context = contextMs(machine.definitions);
  const samples = await store.readSamples({
    source: machine.source,
    signals: meaningNames(machine),
    from: range.from,
    to: range.to + 1,
  });
  let until = range.to + longestStalenessMs(machine);
  for (const signal of new Set(samples.map((sample) => sample.signal))) {
    const next = await store.nextAt(machine.source, [signal], range.to + 1);
    until = Math.max(until, next ?? end);
  }
  return { from: range.from - context, to: Math.min(end, until + context) };
}
