// Owns finding the spans in which a source said nothing.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TelemetryStore } from '../../../port.ts';
import type { Lane } from '../engine/lane.ts';
import { readNumber, readNumbers } from '../engine/rows.ts';
import type { SeriesDictionary } from './dictionary.ts';
import type { Extents } from './extents.ts';
import { backwards, scan } from './scan.ts';

export function createSilences(options: {
  readers: Lane;
  dictionary: SeriesDictionary;
  extents: Extents;
}): Pick<TelemetryStore, 'readSilences'> {
  const { readers, dictionary, extents } = options;
  return {
    async readSilences({ source, from, to, quietMs }) {
      if (!(from < to)) return [];
      const series = dictionary.ofSource(source).filter((id) => extents.first(id) < to);
      if (series.length === 0) return [{ after: Number.NEGATIVE_INFINITY, until: to }];
      return readers.run(async (connection) => {
        const before = await lastBefore(connection, series, from, extents);
        const { gaps, first, last } = await gapsWithin(connection, series, from, to, quietMs);
        const silences: { after: number; until: number }[] = [];
        const add = (after: number, until: number): void => {
          if (until - after > quietMs && until > from) silences.push({ after, until });
        };
        add(before, first ?? to);
        for (const gap of gaps) silences.push(gap);
        if (last !== null) add(last, to);
        return silences;
      });
    },
  };
}

/** Last reading of any of the series before `from`; -Infinity where there is none. */
async function lastBefore(
  connection: DuckDBConnection,
  series: readonly number[],
  from: number,
  extents: Extents,
): Promise<number> {
  const candidates = series.filter((id) => extents.first(id) < from);
  const ended = Math.max(...candidates.map(extents.last).filter((last) => last < from));
  const open = candidates.filter((id) => extents.last(id) >= from);
  // What ended earlier bounds how far back the others can matter.
  const first = Math.max(ended, Math.min(...open.map(extents.first)));
  if (open.length === 0) return ended;
  for (const window of backwards(from, first, 60_000)) {
    const last = await readNumber(connection, `SELECT max(time)::DOUBLE FROM ${scan(open, window)}`);
    if (last !== null) return last;
  }
  return ended;
}

interface Gaps {
  gaps: { after: number; until: number }[];
  first: number | null;
  last: number | null;
}

/** Spans longer than `quietMs` between successive readings of any of the series in [from, to), and the outermost readings. */
async function gapsWithin(
  connection: DuckDBConnection,
  series: readonly number[],
  from: number,
  to: number,
  quietMs: number,
): Promise<Gaps> {
  const found: Gaps = { gaps: [], first: null, last: null };
  const sql = `WITH times AS (SELECT time, lag(time) OVER (ORDER BY time) AS before,
      lead(time) OVER (ORDER BY time) AS behind FROM (SELECT DISTINCT time FROM ${scan(series, { from, to })}))
    SELECT before::DOUBLE, time::DOUBLE, behind::DOUBLE FROM times
    WHERE time - before > ${quietMs} OR before IS NULL OR behind IS NULL ORDER BY time`;
  for (const [before = Number.NaN, at = 0, behind = Number.NaN] of await readNumbers(connection, sql)) {
    if (Number.isNaN(before)) found.first = at;
    else if (at - before > quietMs) found.gaps.push({ after: before, until: at });
    if (Number.isNaN(behind)) found.last = at;
  }
  return found;
}
