// Owns thinning a signal's history into points. Reduced here: InfluxQL does not tell when a bucket's first reading was.
import type { HistoryPoint, TelemetryStore } from '../../../port.ts';
import type { Queries } from '../server/query.ts';
import { fieldOf } from '../syntax/names.ts';
import { readRows } from './rows.ts';

export function createHistory(queries: Pick<Queries, 'ask'>, valuesPerAnswer: number): Pick<TelemetryStore, 'history'> {
  return {
    async history({ source, signal, from, to, points }) {
      if (!(from < to)) return [];
      const width = Math.max(1, Math.ceil((to - from) / Math.max(1, Math.floor(points))));
      const fields = [fieldOf(signal, 'number'), fieldOf(signal, 'text')];
      const found: HistoryPoint[] = [];
      let bucket = Number.NaN;
      for await (const rows of readRows(queries, { source, fields, from, to }, valuesPerAnswer)) {
        for (const [time, number, text] of rows) {
          // Where a text claims the same moment it counts, and a text is no point.
          if (typeof number !== 'number' || typeof text === 'string') continue;
          const at = Number(time);
          const index = Math.floor((at - from) / width);
          const point = index === bucket ? found.at(-1) : undefined;
          bucket = index;
          if (point) take(point, number);
          else found.push({ at, min: number, max: number, mean: number, last: number, count: 1 });
        }
      }
      // Until now each mean is a sum.
      for (const point of found) point.mean /= point.count;
      return found;
    },
  };
}

function take(point: HistoryPoint, value: number): void {
  point.min = Math.min(point.min, value);
  point.max = Math.max(point.max, value);
  point.mean += value;
  point.last = value;
  point.count += 1;
}
