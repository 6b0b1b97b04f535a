// Owns reading facts cheaply: days where whole days are asked, hours and minutes at the ends.
import { nextBoundary, startOfDay, startOfHour } from '@takt/model/calendar';
import type { FactsSum, Grain, TelemetryStore } from '../../platform/telemetry-store/port.ts';
import type { TimeBucket } from './buckets.ts';

interface Stretch {
  grain: Grain;
  from: number;
  to: number;
}

/** Sums per machine, product and bucket. A bucket's sum may come in several rows of the same `start`. */
export async function sumBuckets(
  store: TelemetryStore,
  machines: readonly string[],
  buckets: readonly TimeBucket[],
  timeZone: string,
): Promise<FactsSum[]> {
  const stretches = new Map<Grain, TimeBucket[]>();
  for (const bucket of buckets) {
    for (const { grain, from, to } of stretchesOf(bucket.from, bucket.to, timeZone)) {
      const list = stretches.get(grain) ?? [];
      list.push({ from, to });
      stretches.set(grain, list);
    }
  }
  const parts = await Promise.all([...stretches].map(([grain, list]) => sumStretches(store, machines, grain, list)));
  const starts = buckets.map((bucket) => bucket.from);
  return parts.flat().map((row) => ({ ...row, start: startAt(starts, row.start) }));
}

async function sumStretches(
  store: TelemetryStore,
  machines: readonly string[],
  grain: Grain,
  stretches: readonly TimeBucket[],
): Promise<FactsSum[]> {
  const sums = await Promise.all(runsOf(stretches).map((run) => sumRun(store, machines, grain, run)));
  return sums.flat();
}

/** Questions for one grain at most; where more gaps lie between what is asked, reading the gaps too is the lesser work. */
const mostRuns = 4;

/** Stretches that follow one another without a gap; between runs nothing is read that nobody asked for. */
function runsOf(stretches: readonly TimeBucket[]): TimeBucket[][] {
  const runs: TimeBucket[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from)) {
    const run = runs.at(-1);
    if (run && stretch.from <= end) run.push(stretch);
    else runs.push([stretch]);
    end = Math.max(end, stretch.to);
  }
  return runs.length <= mostRuns ? runs : [[...stretches]];
}

async function sumRun(
  store: TelemetryStore,
  machines: readonly string[],
  grain: Grain,
  stretches: readonly TimeBucket[],
): Promise<FactsSum[]> {
  const edges = [...new Set(stretches.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const from = edges[0];
  const to = edges.at(-1);
  if (from === undefined || to === undefined) return [];
  const wanted = new Set(stretches.map((stretch) => stretch.from));
  const rows = await store.sumFacts({ machines, grain, from, to, edges });
  return rows.filter((row) => wanted.has(row.start));
}

/** Cuts [from, to) so that each part is read at the coarsest grain that has its boundaries. */
function stretchesOf(from: number, to: number, timeZone: string): Stretch[] {
  const days = inner(
    from,
    to,
    (at) => startOfDay(at, timeZone),
    (at) => nextBoundary('day', at, timeZone),
  );
  if (days) {
    return [
      ...hourStretches(from, days.from, timeZone),
      { grain: 'day', ...days },
      ...hourStretches(days.to, to, timeZone),
    ];
  }
  return hourStretches(from, to, timeZone);
}

function hourStretches(from: number, to: number, timeZone: string): Stretch[] {
  if (from >= to) return [];
  const hours = inner(
    from,
    to,
    (at) => startOfHour(at, timeZone),
    (at) => nextBoundary('hour', at, timeZone),
  );
  if (!hours) return [{ grain: 'minute', from, to }];
  const stretches: Stretch[] = [
    { grain: 'minute', from, to: hours.from },
    { grain: 'hour', ...hours },
    { grain: 'minute', from: hours.to, to },
  ];
  return stretches.filter((stretch) => stretch.from < stretch.to);
}

function inner(from: number, to: number, start: (at: number) => number, next: (at: number) => number) {
  const first = start(from) === from ? from : next(from);
  const last = start(to);
  return first < last ? { from: first, to: last } : undefined;
}

function startAt(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1;
    else high = middle;
  }
  return starts[low - 1] ?? at;
}
