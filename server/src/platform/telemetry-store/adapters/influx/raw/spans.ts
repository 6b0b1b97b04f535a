// Owns from when to when there are readings of a source: questions that come at once are asked together, as at a start.
import type { Source, TelemetryStore } from '../../../port.ts';
import type { Queries, Table } from '../server/query.ts';
import { any } from '../syntax/influxql.ts';
import { anyField, tagsOf } from '../syntax/names.ts';
import { firstOf, lastOf, ofSource, selectWhere } from './statements.ts';

interface Span {
  first: number;
  last: number;
}

const sourcesPerQuestion = 100;

export function createSpans({ ask }: Pick<Queries, 'ask'>): Pick<TelemetryStore, 'span'> {
  let asked = new Map<Source, PromiseWithResolvers<Span | null>>();

  async function answer(those: typeof asked): Promise<void> {
    try {
      const where = `${any([...those.keys()].map(ofSource))} GROUP BY "site", "machine"`;
      const [firsts = [], lasts = []] = await ask([
        selectWhere(firstOf(anyField), where),
        selectWhere(lastOf(anyField), where),
      ]);
      const [beginnings, ends] = [timesOf(firsts), timesOf(lasts)];
      for (const [source, { resolve }] of those) {
        const key = keyOf(tagsOf(source));
        const [first, last] = [beginnings.get(key), ends.get(key)];
        resolve(first !== undefined && last !== undefined ? { first, last } : null);
      }
    } catch (error) {
      for (const { reject } of those.values()) reject(error);
    }
  }

  return {
    span(source) {
      if (asked.size >= sourcesPerQuestion) asked = new Map();
      const those = asked;
      // Whoever asks in this turn asks with us.
      if (those.size === 0) {
        setImmediate(() => {
          if (asked === those) asked = new Map();
          void answer(those);
        });
      }
      const one = those.get(source) ?? Promise.withResolvers<Span | null>();
      those.set(source, one);
      return one.promise;
    },
  };
}

function timesOf(tables: readonly Table[]): Map<string, number> {
  return new Map(tables.map(({ tags, values }) => [keyOf(tags), Number(values[0]?.[0])]));
}

function keyOf({ site = '', machine = '' }: { site?: string | undefined; machine?: string }): string {
  return `${site}\0${machine}`;
}
