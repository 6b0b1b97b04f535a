// Owns the daily facts of the connected machines of the synthetic city, written in bulk.
import { emptyFacts, type FactRow } from '@takt/model/facts';
import type { TelemetryStore } from '../../../server/src/platform/telemetry-store/port.ts';
import { createRandom } from './random.ts';

const dayMs = 86_400_000;
const machinesAtOnce = 40;

/** Days as the city counts them: they begin at midnight in UTC+8. Answers how many rows were written. */
export async function writeFacts(
  store: Pick<TelemetryStore, 'replaceFacts'>,
  machines: readonly string[],
  days: number,
  now: number,
  seed = 1,
): Promise<number> {
  const to = Math.floor((now + 8 * 3_600_000) / dayMs) * dayMs - 8 * 3_600_000;
  const from = to - days * dayMs;
  const random = createRandom(seed);
  let rows = 0;
  for (let start = 0; start < machines.length; start += machinesAtOnce) {
    const part = machines.slice(start, start + machinesAtOnce).map((machine) => ({
      machine,
      from,
      to,
      rows: Array.from({ length: days }, (_, day) => factsOf(machine, from + day * dayMs, random.next())),
    }));
    await store.replaceFacts('day', part);
    rows += part.length * days;
  }
  return rows;
}

function factsOf(machine: string, start: number, chance: number): FactRow {
  const producingMs = Math.round((0.55 + 0.2 * chance) * 57_600_000);
  const downMs = Math.round(0.05 * 57_600_000);
  const unknownMs = chance < 0.02 ? 20_000_000 : 600_000;
  const busyMs = 57_600_000;
  const produced = Math.round(producingMs / 30_000);
  return {
    ...emptyFacts(),
    machine,
    start,
    product: 'a',
    producingMs,
    downMs,
    unknownMs: Math.min(unknownMs, busyMs - producingMs - downMs),
    idleMs: Math.max(0, busyMs - producingMs - downMs - unknownMs),
    unscheduledMs: dayMs - busyMs,
    busyMs,
    runMs: producingMs,
    produced,
    good: produced - Math.round(produced * 0.02),
    inspected: produced,
    firstPass: produced - Math.round(produced * 0.03),
    idealMs: produced * 30_000,
    energyWh: produced * 120,
  };
}
