// Owns reading a range of one source piece by piece: never more of it in one answer than was allowed.
import { type Cell, type Queries, rowsPerChunk } from '../server/query.ts';
import { identifier } from '../syntax/influxql.ts';
import { select } from './statements.ts';

/** Rows of time and the fields' values, ascending, a piece at a time. */
export async function* readRows(
  queries: Pick<Queries, 'ask'>,
  query: { source: string; fields: readonly string[]; from: number; to: number },
  valuesPerAnswer: number,
): AsyncGenerator<readonly (readonly Cell[])[]> {
  const { source, fields, to } = query;
  if (fields.length === 0) return;
  const limit = Math.min(rowsPerChunk, Math.max(1, Math.floor(valuesPerAnswer / fields.length)));
  const columns = fields.map(identifier).join(', ');
  for (let from = query.from; from < to; ) {
    const [tables = []] = await queries.ask([select(columns, source, from, to, ` ORDER BY time ASC LIMIT ${limit}`)]);
    const rows = tables[0]?.values ?? [];
    if (rows.length > 0) yield rows;
    if (rows.length < limit) return;
    from = Number(rows.at(-1)?.[0]) + 1;
  }
}
