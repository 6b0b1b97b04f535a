// Owns the proof that everything arrived: counts and sums of both sides, read back by source, and by machine and grain.
import { addFacts, emptyFacts, factFields } from '@takt/model/facts';
import type { Grain, Source, TelemetryStore } from '../../platform/telemetry-store/port.ts';
import type { ProgressBar } from '../terminal/progress-bar.ts';
import { factSpan, grains } from '../transfer/facts.ts';
import { readWindows } from '../transfer/readings.ts';
import type { Keeps } from './state.ts';
import { factRange, rawRange, type Stores } from './telemetry.ts';

export interface Verification {
  readings: number;
  sources: number;
  /** What differs; empty where everything arrived. */
  differences: string[];
}

interface SampleSums {
  readings: number;
  numbers: number;
  texts: number;
  empty: number;
}

export async function verifyTelemetry(
  { from, to }: Stores,
  machines: readonly string[],
  keeps: Keeps,
  bar: ProgressBar,
): Promise<Verification> {
  const found: Verification = { readings: 0, sources: 0, differences: [] };
  const sources = (await from.sources()).sort();
  const steps = sources.length + machines.length;
  for (const [index, source] of sources.entries()) {
    const span = await from.span(source);
    if (!span) continue;
    const range = rawRange(span, keeps);
    const [before, after] = [await sumSamples(from, source, range), await sumSamples(to, source, range)];
    found.readings += before.readings;
    found.sources += 1;
    for (const key of ['readings', 'numbers', 'texts', 'empty'] as const) {
      if (!same(before[key], after[key]))
        found.differences.push(`${source}: ${key} ${before[key]}, moved ${after[key]}`);
    }
    bar.show((index + 1) / steps, source);
  }
  for (const [index, machine] of machines.entries()) {
    for (const grain of grains) found.differences.push(...(await compareFacts({ from, to }, machine, grain, keeps)));
    bar.show((sources.length + index + 1) / steps, machine);
  }
  return found;
}

/** `numbers` is the sum of all numbers, `texts` that of the lengths of all texts, `empty` counts readings without a value. */
async function sumSamples(store: TelemetryStore, source: Source, range: { from: number; to: number }) {
  const sums: SampleSums = { readings: 0, numbers: 0, texts: 0, empty: 0 };
  for await (const { samples } of readWindows(store, source, range)) {
    sums.readings += samples.length;
    for (const { value } of samples) {
      if (typeof value === 'number') sums.numbers += value;
      else if (value === null) sums.empty += 1;
      else sums.texts += value.length;
    }
  }
  return sums;
}

async function compareFacts({ from, to }: Stores, machine: string, grain: Grain, keeps: Keeps): Promise<string[]> {
  const span = await factSpan(from, machine);
  if (!span) return [];
  const range = factRange(span, grain, keeps);
  const sum = async (store: TelemetryStore) => {
    const total = emptyFacts();
    for (const row of await store.sumFacts({ machines: [machine], grain, ...range })) addFacts(total, row);
    return total;
  };
  const [before, after] = [await sum(from), await sum(to)];
  return factFields
    .filter((field) => !same(before[field], after[field]))
    .map((field) => `${machine}, ${grain}: ${field} ${before[field]}, moved ${after[field]}`);
}

/** Sums may be added up in another order, which shows in the last bits. */
function same(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));
}
