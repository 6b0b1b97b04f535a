// Owns asking for many sources in one statement where they are asked for at once, as at a start.
import type { Source } from '../../../port.ts';
import type { Table } from '../server/query.ts';
import { any } from '../syntax/influxql.ts';
import { tagsOf } from '../syntax/names.ts';
import { ofSource } from './statements.ts';

/** Answers for all sources asked for in one turn; of a source that is not in the answer nothing is known. */
export type Answer<T> = (sources: readonly Source[]) => Promise<ReadonlyMap<Source, T>>;

const sourcesPerQuestion = 100;

/** One question for all that is asked in one turn of the event loop. */
export function together<T>(answer: Answer<T>, nothing: T): (source: Source) => Promise<T> {
  let asked = new Map<Source, PromiseWithResolvers<T>>();

  async function ask(those: typeof asked): Promise<void> {
    try {
      const known = await answer([...those.keys()]);
      for (const [source, { resolve }] of those) resolve(known.get(source) ?? nothing);
    } catch (error) {
      for (const { reject } of those.values()) reject(error);
    }
  }

  return (source) => {
    if (asked.size >= sourcesPerQuestion) asked = new Map();
    const those = asked;
    if (those.size === 0) {
      setImmediate(() => {
        if (asked === those) asked = new Map();
        void ask(those);
      });
    }
    const one = those.get(source) ?? Promise.withResolvers<T>();
    those.set(source, one);
    return one.promise;
  };
}

/** Condition and grouping of a statement whose answer has one table for each source. */
export function eachOf(sources: readonly Source[]): string {
  return `${any(sources.map(ofSource))} GROUP BY "site", "machine"`;
}

/** The first row of each source's table, with the table's columns. */
export function* rowsBySource(sources: readonly Source[], tables: readonly Table[] = []) {
  const names = new Map(sources.map((source) => [keyOf(tagsOf(source)), source]));
  for (const { tags, columns, values } of tables) {
    const source = names.get(keyOf(tags));
    const [row] = values;
    if (source !== undefined && row) yield { source, columns, row };
  }
}

function keyOf({ site = '', machine = '' }: { site?: string | undefined; machine?: string }): string {
  return `${site}\0${machine}`;
}
