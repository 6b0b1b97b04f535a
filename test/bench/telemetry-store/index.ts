// Benchmark: the embedded telemetry store: durable appends, a day of ten million readings read back, facts, and opening.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DuckDbStore,
  openDuckDbStore,
} from '../../../server/src/platform/telemetry-store/adapters/duckdb/index.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import type { Benchmark, BenchResult } from '../result.ts';
import { percentile, repeat } from '../timing.ts';
import { type Bare, openBare } from './bare.ts';
import {
  appendInTurn,
  bareDay,
  bareMinutes,
  bareShift,
  peakRssMb,
  readMinutes,
  readShift,
  repeatInTurn,
  sumDays,
} from './measure.ts';
import { machineCount, rowCount, writeFacts } from './plant.ts';

const limits = { memoryLimitMb: 128, threads: 2 };
const millions = `${(rowCount / 1e6).toFixed(1)} M rows`;

export const run: Benchmark = async () => {
  const { path, remove } = await createTempDirectory('bench');
  // Alone and first: memory the baseline takes would be counted too.
  const lone = await openDuckDbStore({ directory: join(path, 'lone'), ...limits });
  const peak = await peakRssMb(lone);
  await lone.close();

  const directory = join(path, 'store');
  const store = await openDuckDbStore({ directory, ...limits });
  const bare = await openBare(join(path, 'bare.duckdb'), limits);
  const results = await reportAppends(store, bare);
  results.push({
    name: 'peak memory meanwhile',
    value: peak,
    unit: 'MB',
    note: 'the whole process, without a baseline',
  });
  await store.close();
  await bare.checkpoint();
  const bytesPerRow = async (file: string) => (await stat(join(path, file))).size / rowCount;
  results.push({
    name: 'a row on disk',
    value: await bytesPerRow('store/telemetry.duckdb'),
    unit: 'bytes',
    note: 'the file after closing, free blocks in it included',
    baseline: { name: 'bare DuckDB', value: await bytesPerRow('bare.duckdb') },
  });

  const opened = await openDuckDbStore({ directory, ...limits });
  results.push(...(await reportReads(opened, bare)));
  bare.close();
  await writeFacts(opened);
  results.push(...(await reportFacts(opened)));
  await opened.close();
  results.push(await reportOpening(directory));
  await remove();
  return results;
};

async function reportAppends(store: DuckDbStore, bare: Bare): Promise<BenchResult[]> {
  const appended = await appendInTurn(store, bare);
  const rate = (ms: number) => (rowCount / ms) * 1000;
  const whole = ({ appendMs, tidyMs }: { appendMs: number; tidyMs: number }) => rate(appendMs + tidyMs);
  return [
    {
      name: 'durable append',
      value: rate(appended.store.appendMs),
      unit: 'rows/s',
      note: `${millions}, 5,000 a batch`,
      baseline: { name: 'bare DuckDB: one table, its appender', value: rate(appended.bare.appendMs) },
    },
    {
      name: 'durable append, sorted and checkpointed',
      value: whole(appended.store),
      unit: 'rows/s',
      baseline: { name: 'bare DuckDB, checkpointed', value: whole(appended.bare) },
    },
  ];
}

async function reportReads(store: DuckDbStore, bare: Bare): Promise<BenchResult[]> {
  const minutes = await repeatInTurn(
    9,
    () => readMinutes(store),
    () => bareMinutes(bare),
  );
  const shifts = await repeatInTurn(
    machineCount,
    (round) => readShift(store, round % machineCount),
    (round) => bareShift(bare, round % machineCount),
  );
  const medians = ([ours, theirs]: [number[], number[]], name: string) => ({
    value: percentile(ours, 0.5),
    unit: 'ms',
    baseline: { name, value: percentile(theirs, 0.5) },
  });
  return [
    {
      name: 'a day of one signal by machine and minute',
      note: `${machineCount} questions, duplicates collapsed`,
      ...medians(minutes, 'bare DuckDB, one statement'),
    },
    {
      name: 'a shift of one machine, as the fold reads it',
      note: 'changes, previous readings, silences',
      ...medians(shifts, 'bare DuckDB, the readings only'),
    },
    {
      name: 'for comparison: a mean by machine and minute over all rows of the day',
      value: percentile(await repeat(9, () => bareDay(bare)), 0.5),
      unit: 'ms',
      note: `bare DuckDB, one statement, ${millions}`,
    },
  ];
}

async function reportFacts(store: DuckDbStore): Promise<BenchResult[]> {
  const sums = async (grain: 'day' | 'minute', rounds: number): Promise<BenchResult> => ({
    name: `facts of 50 machines, 30 days by day, summed from ${grain}s, 95 % within`,
    value: percentile(await repeat(rounds, () => sumDays(store, grain)), 0.95),
    unit: 'ms',
    note: `${rounds} times`,
  });
  return [await sums('day', 100), await sums('minute', 20)];
}

async function reportOpening(directory: string): Promise<BenchResult> {
  const taken: number[] = [];
  for (let round = 0; round < 9; round++) {
    const began = performance.now();
    const store = await openDuckDbStore({ directory, ...limits });
    taken.push(performance.now() - began);
    await store.close();
  }
  return { name: 'opening, median', value: percentile(taken, 0.5), unit: 'ms', note: `${millions} and the facts` };
}
