// Owns finding the spans in which a source said nothing: InfluxDB measures the pauses, only the long ones are read.
import type { TelemetryStore } from '../../../port.ts';
import type { Queries, Table } from '../server/query.ts';
import { identifier } from '../syntax/influxql.ts';
import { anyField } from '../syntax/names.ts';
import { firstOf, lastOf, momentOf, nearMs, select } from './statements.ts';

interface Silence {
  after: number;
  until: number;
}

export function createSilences({ ask }: Pick<Queries, 'ask'>): Pick<TelemetryStore, 'readSilences'> {
  const lastBefore = async (source: string, to: number): Promise<number> => {
    const [answer] = await ask([select(lastOf(anyField), source, Number.NEGATIVE_INFINITY, to)]);
    return momentOf(answer)?.at ?? Number.NEGATIVE_INFINITY;
  };

  return {
    async readSilences({ source, from, to, quietMs }) {
      if (!(from < to)) return [];
      const [before, first, last, pauses] = await ask([
        select(lastOf(anyField), source, from - nearMs, from),
        select(firstOf(anyField), source, from, to),
        select(lastOf(anyField), source, from, to),
        pausesWithin(source, from, to, quietMs),
      ]);
      const after = momentOf(before)?.at ?? (await lastBefore(source, from - nearMs));
      const heard = { first: momentOf(first)?.at, last: momentOf(last)?.at };
      const edges = [
        { after, until: heard.first ?? to },
        ...(heard.last === undefined ? [] : [{ after: heard.last, until: to }]),
      ].filter(({ after, until }) => until - after > quietMs && until > from);
      return [...edges, ...silencesOf(pauses)].sort((a, b) => a.until - b.until);
    },
  };
}

/** Pauses longer than `quietMs` between readings of the range, each told by the reading that ended it. */
function pausesWithin(source: string, from: number, to: number, quietMs: number): string {
  const pauses = select(`elapsed(${identifier(anyField)}, 1ms) AS "pause"`, source, from, to);
  return `SELECT "pause" FROM (${pauses}) WHERE "pause" > ${Math.floor(Math.min(Math.max(quietMs, 0), Number.MAX_SAFE_INTEGER))}`;
}

function silencesOf(tables: readonly Table[] | undefined): Silence[] {
  const rows = tables?.[0]?.values ?? [];
  return rows.map(([until, pause]) => ({ after: Number(until) - Number(pause), until: Number(until) }));
}
