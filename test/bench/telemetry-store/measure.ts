// Owns measuring the store and the bare table: appends batch by batch, reads of the day, sums of facts, opening.
import type { DuckDbStore } from '../../../server/src/platform/telemetry-store/adapters/duckdb/index.ts';
import { SampleBuffer } from '../../../server/src/platform/telemetry-store/sample-buffer.ts';
import { timed } from '../timing.ts';
import type { Bare } from './bare.ts';
import {
  createDay,
  dayMs,
  dayStart,
  factDays,
  factMachines,
  machineCount,
  meaningSignals,
  rowCount,
  signals,
  sourceOf,
} from './plant.ts';

export type SeriesOf = (source: string, signal: string) => number;

const batchRows = 5_000;
const sliceRows = 500_000;
/** The store's own default. */
const walBytes = 64 * 1024 * 1024;
const minuteMs = 60_000;
const load = signals.indexOf('load_percent');
const minute = `((time - ${dayStart}) // ${minuteMs})::INTEGER`;

/** Appends the day's next rows batch by batch, each durable before the next; answers how long that took without making them up, ms. */
export type Feed = (rows: number) => Promise<number>;

export function createFeed(target: { append(buffer: SampleBuffer): Promise<unknown> }, series: SeriesOf): Feed {
  const fill = createDay(series);
  const buffer = new SampleBuffer(batchRows);
  return async (rows) => {
    let elapsed = 0;
    for (let fed = 0; fed < rows; fed += batchRows) {
      buffer.clear();
      fill(buffer, Math.min(batchRows, rows - fed));
      elapsed += await timed(() => target.append(buffer));
    }
    return elapsed;
  };
}

/** Feeds a day to the store and sorts it; answers the most memory the process had meanwhile, MB. */
export async function peakRssMb(store: DuckDbStore): Promise<number> {
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 10);
  await createFeed(store, store.series)(rowCount);
  await store.settled();
  clearInterval(watch);
  return peak / 1e6;
}

/** Milliseconds of appending, and of what appending leaves to do, which in service goes on beside it. */
export interface Appended {
  store: { appendMs: number; tidyMs: number };
  bare: { appendMs: number; tidyMs: number };
}

/** In turn, slice by slice, so that both meet the same weather on a machine that is not theirs alone. */
export async function appendInTurn(store: DuckDbStore, bare: Bare): Promise<Appended> {
  let series = 0;
  const [feedStore, feedBare] = [createFeed(store, store.series), createFeed(bare, () => series++)];
  const total: Appended = { store: { appendMs: 0, tidyMs: 0 }, bare: { appendMs: 0, tidyMs: 0 } };
  for (let fed = 0; fed < rowCount; fed += sliceRows) {
    const rows = Math.min(sliceRows, rowCount - fed);
    total.store.appendMs += await feedStore(rows);
    total.store.tidyMs += await timed(store.settled);
    total.bare.appendMs += await feedBare(rows);
    total.bare.tidyMs += await timed(() => bare.checkpoint(walBytes));
  }
  return total;
}

/** One signal of every machine by minute: a question a machine. */
export function readMinutes(store: DuckDbStore): Promise<unknown> {
  const range = { signal: 'load_percent', from: dayStart, to: dayStart + dayMs, points: dayMs / minuteMs };
  return Promise.all(
    Array.from({ length: machineCount }, (_, machine) => store.history({ source: sourceOf(machine), ...range })),
  );
}

/** The same in one statement; the series of the bare table are numbered machine by machine. */
export function bareMinutes(bare: Bare): Promise<void> {
  return bare.ask(`SELECT series, ${minute}, min(time)::DOUBLE, min(number), max(number), avg(number), arg_max(number, time),
    count(number)::DOUBLE FROM samples WHERE series % ${signals.length} = ${load} GROUP BY ALL ORDER BY ALL`);
}

/** What is the least that reads the whole day: a mean by machine and minute over all its rows. */
export function bareDay(bare: Bare): Promise<void> {
  return bare.ask(`SELECT series // ${signals.length}, ${minute}, avg(number) FROM samples GROUP BY ALL`);
}

const shift = { from: dayStart + 6 * 3_600_000, to: dayStart + 14 * 3_600_000 };

/** What the fold asks for: changes of the signals with meaning, each one's previous reading, and the silences. */
export function readShift(store: DuckDbStore, machine: number): Promise<unknown> {
  const source = sourceOf(machine);
  return Promise.all([
    store.readSamples({ source, signals: meaningSignals, ...shift, previous: true, changesOnly: true }),
    store.readSilences({ source, ...shift, quietMs: 60_000 }),
  ]);
}

/** The readings alone, from rows in order of arrival. */
export function bareShift(bare: Bare, machine: number): Promise<void> {
  const first = machine * signals.length;
  return bare.ask(`SELECT series, time::DOUBLE, number, text FROM samples
    WHERE series >= ${first} AND series < ${first + meaningSignals.length} AND time >= ${shift.from} AND time < ${shift.to} ORDER BY time`);
}

export function sumDays(store: DuckDbStore, grain: 'minute' | 'day'): Promise<unknown> {
  const edges = Array.from({ length: factDays + 1 }, (_, day) => dayStart + day * dayMs);
  return store.sumFacts({ machines: factMachines, grain, from: dayStart, to: dayStart + factDays * dayMs, edges });
}

/** Both in turn. */
export async function repeatInTurn(
  rounds: number,
  one: (round: number) => Promise<unknown>,
  other: (round: number) => Promise<unknown>,
): Promise<[number[], number[]]> {
  const taken: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++) {
    taken[0].push(await timed(() => one(round)));
    taken[1].push(await timed(() => other(round)));
  }
  return [taken[0].slice(1), taken[1].slice(1)];
}
