// Owns from when to when there are readings of a source.
import type { TelemetryStore } from '../../../port.ts';
import type { Queries, Table } from '../server/query.ts';
import { anyField } from '../syntax/names.ts';
import { firstOf, lastOf, selectWhere } from './statements.ts';
import { type Answer, eachOf, rowsBySource, together } from './together.ts';

interface Span {
  first: number;
  last: number;
}

export function createSpans({ ask }: Pick<Queries, 'ask'>): Pick<TelemetryStore, 'span'> {
  const answer: Answer<Span | null> = async (sources) => {
    const where = eachOf(sources);
    const [firsts, lasts] = await ask([firstOf(anyField), lastOf(anyField)].map((edge) => selectWhere(edge, where)));
    const timesOf = (tables: readonly Table[] | undefined) =>
      new Map([...rowsBySource(sources, tables)].map(({ source, row }) => [source, Number(row[0])]));
    const ends = timesOf(lasts);
    const spans = [...timesOf(firsts)].map(([source, first]) => [source, { first, last: ends.get(source) ?? first }]);
    return new Map(spans as [string, Span][]);
  };
  return { span: together<Span | null>(answer, null) };
}
