// Owns walking through the facts of a store: machine by machine and grain by grain, in ranges small enough for memory.
import type { FactRow, Grain, TelemetryStore } from '../../platform/telemetry-store/port.ts';

export const grains = ['minute', 'hour', 'day'] as const satisfies Grain[];

const dayMs = 86_400_000;
const rangeMs: Record<Grain, number> = { minute: 7 * dayMs, hour: 365 * dayMs, day: 3650 * dayMs };
/** A local day begins up to 14 h before, and ends up to 12 h after, the UTC day of its minutes. */
const marginMs = 2 * dayMs;

/** All rows of a machine in [from, to). */
export interface FactRange {
  from: number;
  to: number;
  rows: FactRow[];
}

/** The span in which a machine has facts of any grain, or undefined. */
export async function factSpan(store: TelemetryStore, machine: string) {
  const span = (await store.factSpans([machine])).get(machine);
  return span && { from: span.from - marginMs, to: span.to + marginMs };
}

/** Ranges with rows of one grain within `span`. */
export async function* readFactRanges(
  store: TelemetryStore,
  machine: string,
  grain: Grain,
  span: { from: number; to: number },
): AsyncGenerator<FactRange> {
  for (let from = span.from; from < span.to; from += rangeMs[grain]) {
    const to = Math.min(from + rangeMs[grain], span.to);
    const rows = await store.readFacts({ machines: [machine], grain, from, to });
    if (rows.length > 0) yield { from, to, rows };
  }
}
