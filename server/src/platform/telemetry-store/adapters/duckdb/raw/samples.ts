// Owns reading raw samples back: ranges, neighbours, latest values, downsampled history.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { HistoryPoint, StoredSample, TelemetryStore } from '../../../port.ts';
import type { Lane } from '../engine/lane.ts';
import { readColumns, readNumber, readNumbers } from '../engine/rows.ts';
import type { SeriesDictionary } from './dictionary.ts';
import type { Extents } from './extents.ts';
import { collapse, type Reading, toReading, toSample } from './reading.ts';
import { backwards, forwards, scan, scanWhere, seriesCondition } from './scan.ts';

const columns = 'series, time::DOUBLE, number, text';

type SampleQueries = Pick<TelemetryStore, 'readSamples' | 'nextAt' | 'sources' | 'latest' | 'span' | 'history'>;

export function createSampleQueries(options: {
  readers: Lane;
  dictionary: SeriesDictionary;
  extents: Extents;
}): SampleQueries {
  const { readers, dictionary, extents } = options;
  const known = (source: string, signals: readonly string[]): number[] =>
    [...new Set(signals)].map((signal) => dictionary.find(source, signal)).filter((id) => id !== undefined);
  const samples = (readings: readonly Reading[]): StoredSample[] =>
    readings.map((reading) => toSample(reading, dictionary.signal(reading.series)));

  return {
    async readSamples({ source, signals, from, to, previous, changesOnly = false }) {
      const all = known(source, signals);
      const inside = all.filter((id) => extents.first(id) < to && extents.last(id) >= from);
      const before = previous ? all.filter((id) => extents.first(id) < from) : [];
      if (inside.length + before.length === 0) return [];
      return readers.run(async (connection) => {
        const earlier = await readPrevious(connection, before, from, extents);
        const range =
          inside.length > 0 && from < to ? await readRange(connection, inside, { from, to }, changesOnly) : [];
        return samples([...earlier, ...range]);
      });
    },
    async nextAt(source, signals, at) {
      const series = known(source, signals).filter((id) => extents.last(id) >= at);
      if (series.length === 0) return null;
      const from = Math.max(at, Math.min(...series.map(extents.first)));
      const last = Math.max(...series.map(extents.last));
      if (series.some((id) => extents.first(id) === from)) return from;
      return readers.run(async (connection) => {
        for (const window of forwards(from, last)) {
          const next = await readNumber(connection, `SELECT min(time)::DOUBLE FROM ${scan(series, window)}`);
          if (next !== null) return next;
        }
        return null;
      });
    },
    async sources() {
      const read = (id: number) => Number.isFinite(extents.last(id));
      return [...dictionary.sources()].filter((source) => dictionary.ofSource(source).some(read));
    },
    async latest(source) {
      const series = dictionary.ofSource(source).filter((id) => Number.isFinite(extents.last(id)));
      if (series.length === 0) return [];
      const times = new Map(series.map((id) => [id, extents.last(id)]));
      return samples(await readers.run((connection) => readAt(connection, times)));
    },
    async span(source) {
      const series = dictionary.ofSource(source);
      const first = Math.min(...series.map(extents.first));
      return Number.isFinite(first) ? { first, last: Math.max(...series.map(extents.last)) } : null;
    },
    async history({ source, signal, from, to, points }) {
      const id = dictionary.find(source, signal);
      if (id === undefined || !(from < to) || extents.first(id) >= to || extents.last(id) < from) return [];
      return readers.run((connection) => readHistory(connection, id, from, to, Math.max(1, Math.floor(points))));
    },
  };
}

/** Rows in (time, series) order, readings of one key collapsed. */
async function readOrdered(connection: DuckDBConnection, rows: string, qualify = ''): Promise<Reading[]> {
  const readings: Reading[] = [];
  let last: Reading | undefined;
  const take = (reading: Reading): void => {
    if (last && last.at === reading.at && last.series === reading.series) collapse(last, reading);
    else {
      readings.push(reading);
      last = reading;
    }
  };
  const sql = `SELECT ${columns} FROM ${rows} ${qualify} ORDER BY time, series`;
  await readColumns(connection, sql, (chunk, count) => {
    for (let row = 0; row < count; row++) take(toReading(chunk, row));
  });
  return readings;
}

function readRange(
  connection: DuckDBConnection,
  series: readonly number[],
  range: { from: number; to: number },
  changesOnly: boolean,
): Promise<Reading[]> {
  return readOrdered(connection, scan(series, range), changesOnly ? changed : '');
}

// Ordered by value within a key, so that of two values that claim one key the winner is never the one left out.
const changed = `WINDOW before AS (PARTITION BY series ORDER BY time, text NULLS FIRST, number NULLS FIRST)
  QUALIFY number IS DISTINCT FROM lag(number) OVER before OR text IS DISTINCT FROM lag(text) OVER before
    OR lag(series) OVER before IS NULL`;

/** The reading of each series at its time. A copy of the extents, not the extents: those move on while the store is asked. */
async function readAt(connection: DuckDBConnection, times: ReadonlyMap<number, number>): Promise<Reading[]> {
  if (times.size === 0) return [];
  const moments = [...new Set(times.values())].join(',');
  const rows = scanWhere(`${seriesCondition([...times.keys()])} AND time IN (${moments})`);
  return (await readOrdered(connection, rows)).filter((reading) => reading.at === times.get(reading.series));
}

/** Each series' last reading before `from`, ascending by time. */
async function readPrevious(
  connection: DuckDBConnection,
  series: readonly number[],
  from: number,
  extents: Extents,
): Promise<Reading[]> {
  const ended = new Map<number, number>();
  for (const id of series) if (extents.last(id) < from) ended.set(id, extents.last(id));
  let open = series.filter((id) => !ended.has(id));
  const times = new Map<number, number>();
  for (const window of backwards(from, Math.min(...open.map(extents.first)))) {
    if (open.length === 0) break;
    const sql = `SELECT series, max(time)::DOUBLE FROM ${scan(open, window)} GROUP BY series`;
    for (const [id = 0, at = 0] of await readNumbers(connection, sql)) times.set(id, at);
    open = open.filter((id) => !times.has(id));
  }
  // Two questions: what ended may lie years back, and one span over both could skip nothing.
  const found = [...(await readAt(connection, ended)), ...(await readAt(connection, times))];
  return found.sort((a, b) => a.at - b.at || a.series - b.series);
}

/** Equal buckets over [from, to), at most `points`; buckets without a number are absent, texts do not count. */
async function readHistory(
  connection: DuckDBConnection,
  series: number,
  from: number,
  to: number,
  points: number,
): Promise<HistoryPoint[]> {
  const width = Math.max(1, Math.ceil((to - from) / points));
  const readings = `SELECT time, max(number) AS value FROM ${scan([series], { from, to })}
    GROUP BY time HAVING max(text) IS NULL AND max(number) IS NOT NULL`;
  const sql = `SELECT min(time)::DOUBLE, min(value), max(value), avg(value), arg_max(value, time), count(*)::DOUBLE
    FROM (${readings}) GROUP BY (time - ${from}) // ${width} ORDER BY 1`;
  const rows = await readNumbers(connection, sql);
  return rows.map(([at = 0, min = 0, max = 0, mean = 0, last = 0, count = 0]) => ({ at, min, max, mean, last, count }));
}
