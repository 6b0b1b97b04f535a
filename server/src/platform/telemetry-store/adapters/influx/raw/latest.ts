// Owns the latest reading of every signal of a source.
import type { Source, StoredSample, TelemetryStore } from '../../../port.ts';
import type { Queries } from '../server/query.ts';
import { signalOf } from '../syntax/names.ts';
import { type Field, fieldsOf, kinds, lastOf, momentIn, noteLater, selectWhere } from './statements.ts';
import { type Answer, eachOf, rowsBySource, together } from './together.ts';

interface Holders {
  field: Field;
  sources: Source[];
}

export function createLatestReadings({ ask }: Pick<Queries, 'ask'>): Pick<TelemetryStore, 'latest'> {
  /** Which sources have which fields: of several fields at once InfluxDB tells the values, but not when they were read. */
  const holdersOf = async (sources: readonly Source[]): Promise<Holders[]> => {
    const holders = new Map<string, Holders>();
    const [tables] = await ask([selectWhere('last(*)', eachOf(sources))]);
    for (const { source, columns, row } of rowsBySource(sources, tables)) {
      const names = new Set(columns.filter((_, index) => index > 0 && row[index] !== null).map(withoutLast));
      const signals = [...names].map((name) => signalOf(name)?.signal).filter((signal) => signal !== undefined);
      for (const field of fieldsOf(signals).filter(({ name }) => names.has(name))) {
        const known = holders.get(field.name);
        if (known) known.sources.push(source);
        else holders.set(field.name, { field, sources: [source] });
      }
    }
    return [...holders.values()].sort((a, b) => kinds.indexOf(a.field.kind) - kinds.indexOf(b.field.kind));
  };

  const answer: Answer<StoredSample[]> = async (sources) => {
    const holders = await holdersOf(sources);
    const answers = await ask(holders.map((one) => selectWhere(lastOf(one.field.name), eachOf(one.sources))));
    const found = new Map(sources.map((source) => [source, new Map<string, StoredSample>()]));
    for (const [index, { field }] of holders.entries()) {
      for (const { source, row } of rowsBySource(sources, answers[index])) {
        noteLater(found.get(source) ?? new Map(), field, momentIn(row));
      }
    }
    return new Map([...found].map(([source, samples]) => [source, [...samples.values()]]));
  };
  return { latest: together(answer, []) };
}

function withoutLast(column: string): string {
  return column.replace(/^last_/, '');
}
