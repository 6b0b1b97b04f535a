// Owns the day the store's benchmark is fed with: 64 machines, nine signals, a reading of each every five seconds.
import { emptyFacts, type FactRow, minuteMs } from '@takt/model/facts';
import type { TelemetryStore } from '../../../server/src/platform/telemetry-store/port.ts';
import type { SampleBuffer } from '../../../server/src/platform/telemetry-store/sample-buffer.ts';

export const dayMs = 86_400_000;
export const dayStart = Date.UTC(2026, 2, 2);
export const machineCount = 64;
export const meaningSignals = ['state', 'good', 'scrap', 'energy_kwh', 'product'];
export const signals = [...meaningSignals, 'temperature_c', 'spindle_speed_rpm', 'load_percent', 'vibration_mm_s'];
const everyMs = 5_000;

export const rowCount = (dayMs / everyMs) * machineCount * signals.length;

export const sourceOf = (machine: number): string => `bench/m${machine}`;

/** The same pseudo-random numbers every time, 0 to 1 (an LCG with the constants of Numerical Recipes). */
function createRandom(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Fills the buffer with the day's next rows, at most `rows`; in order of time, as machines send them. */
export function createDay(
  series: (source: string, signal: string) => number,
): (into: SampleBuffer, rows: number) => void {
  const random = createRandom();
  const ids = Array.from({ length: machineCount }, (_, machine) =>
    signals.map((signal) => series(sourceOf(machine), signal)),
  );
  const counts = Array.from({ length: machineCount }, (): Counts => ({ good: 0, scrap: 0, energyKwh: 0 }));
  let next = 0;
  return (into, rows) => {
    for (const end = Math.min(rowCount, next + rows); next < end; next++) {
      const signal = next % signals.length;
      const machine = Math.floor(next / signals.length) % machineCount;
      const step = Math.floor(next / signals.length / machineCount);
      // Machines do not speak in the same millisecond.
      const at = dayStart + step * everyMs + machine * 71;
      const counted = counts[machine];
      if (counted) into.push(ids[machine]?.[signal] ?? 0, at, readingOf(signal, step, machine, counted, random()));
    }
  };
}

interface Counts {
  good: number;
  scrap: number;
  energyKwh: number;
}

function readingOf(signal: number, step: number, machine: number, counts: Counts, noise: number): number | string {
  const down = (step + machine * 97) % 700 < 35;
  switch (signals[signal]) {
    case 'state':
      return down ? 'down' : 'producing';
    case 'good':
      counts.good += !down && noise < 0.15 ? 1 : 0;
      return counts.good;
    case 'scrap':
      counts.scrap += noise < 0.003 ? 1 : 0;
      return counts.scrap;
    case 'energy_kwh':
      counts.energyKwh += down ? 0.001 : 0.01 + noise / 500;
      return rounded(counts.energyKwh, 1000);
    case 'product':
      return `P${Math.floor(step / 5760)}`;
    case 'temperature_c':
      return rounded(40 + 8 * Math.sin(step / 900) + noise, 10);
    case 'spindle_speed_rpm':
      return down ? 0 : 3000 + Math.round(noise * 20);
    case 'load_percent':
      return down ? 0 : rounded(55 + noise * 10, 10);
    default:
      return rounded(1 + noise, 1000);
  }
}

function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}

export const factMachines = Array.from({ length: 50 }, (_, machine) => `m${machine}`);
export const factDays = 30;

/** Facts of 50 machines for 30 days by minute and by day, two products a day. */
export async function writeFacts(store: TelemetryStore): Promise<void> {
  const to = dayStart + factDays * dayMs;
  for (const machine of factMachines) {
    const minutes = Array.from({ length: factDays * 1440 }, (_, minute) =>
      factOf(machine, dayStart + minute * minuteMs, minute % 1440 < 720 ? 'a' : 'b', 1),
    );
    await store.replaceFacts('minute', [{ machine, from: dayStart, to, rows: minutes }]);
    const days = Array.from({ length: factDays }, (_, day) =>
      ['a', 'b'].map((product) => factOf(machine, dayStart + day * dayMs, product, 720)),
    );
    await store.replaceFacts('day', [{ machine, from: dayStart, to, rows: days.flat() }]);
  }
}

function factOf(machine: string, start: number, product: string, minutes: number): FactRow {
  const facts = { ...emptyFacts(), machine, start, product, producingMs: 50_000 * minutes, downMs: 10_000 * minutes };
  return { ...facts, produced: 2 * minutes, good: 2 * minutes, idealMs: 40_000 * minutes, energyWh: 120 * minutes };
}
