// Owns how much each machine made in a window.
import { startOfDayNumber } from '@takt/model/calendar';
import { type DateRange, dayMs } from '@takt/model/effect';
import type { TelemetryStore } from '../platform/telemetry-store/port.ts';

/** Pieces produced by machine; those that made nothing are absent. Machines that are gone from the plant have facts all the same. */
export async function outputOf(
  store: TelemetryStore,
  machines: readonly string[],
  { from, to }: DateRange,
  timeZone: string,
): Promise<Map<string, number>> {
  const at = (date: string, later: number) => startOfDayNumber(Math.round(Date.parse(date) / dayMs) + later, timeZone);
  const rows = await store.sumFacts({ machines, grain: 'day', from: at(from, 0), to: at(to, 1) });
  const output = new Map<string, number>();
  for (const { machine, produced } of rows) output.set(machine, (output.get(machine) ?? 0) + produced);
  return output;
}
