// Owns replacing facts: whatever a batch covers is deleted and appended anew in one transaction.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BIGINT, DOUBLE, type DuckDBAppender, type DuckDBConnection, UINTEGER } from '@duckdb/node-api';
import { factFields } from '@takt/model/facts';
import type { FactRow, FactsReplacement, Grain } from '../../../port.ts';
import { checkReplacement, rowsThatCount } from '../../../replacement.ts';
import { chunkRows, columnOf, createChunk, putEpochs, putNumbers, startChunk } from '../engine/columns.ts';
import { type Lane, transaction } from '../engine/lane.ts';
import { factTables } from '../engine/schema.ts';
import type { Names } from './names.ts';
import { overlaps, readSpans, replaced, type Span, type Spans, united } from './spans.ts';

export type FactWriter = (grain: Grain, replacements: readonly FactsReplacement[]) => Promise<void>;

/** Chunks copied before the event loop gets its turn: about 10 ms. */
const chunksPerTurn = 8;

export function createFactWriter(options: { lane: Lane; names: Names; spans: Record<Grain, Spans> }): FactWriter {
  const { lane, names, spans } = options;
  const chunk = createChunk([UINTEGER, UINTEGER, BIGINT, ...factFields.map(() => DOUBLE)]);
  const ids = new Uint32Array(chunkRows);
  const values = new Float64Array(chunkRows);

  const fill = (appender: DuckDBAppender, rows: readonly FactRow[]): void => {
    const count = rows.length;
    startChunk(chunk, count);
    for (let row = 0; row < count; row++) ids[row] = names.id(rows[row]?.machine ?? '');
    putNumbers(columnOf(chunk, 0), ids, 0, count);
    for (let row = 0; row < count; row++) ids[row] = names.id(rows[row]?.product ?? '');
    putNumbers(columnOf(chunk, 1), ids, 0, count);
    for (let row = 0; row < count; row++) values[row] = rows[row]?.start ?? 0;
    putEpochs(columnOf(chunk, 2), values, 0, count);
    factFields.forEach((field, index) => {
      for (let row = 0; row < count; row++) values[row] = rows[row]?.[field] ?? 0;
      putNumbers(columnOf(chunk, index + 3), values, 0, count);
    });
    appender.appendDataChunk(chunk);
  };

  const write = async (connection: DuckDBConnection, table: string, rows: readonly FactRow[]): Promise<void> => {
    if (rows.length === 0) return;
    const appender = await connection.createAppender(table);
    try {
      for (let from = 0; from < rows.length; from += chunkRows) {
        fill(appender, rows.slice(from, from + chunkRows));
        if ((from / chunkRows) % chunksPerTurn === chunksPerTurn - 1) await nextTurn();
      }
      appender.flushSync();
    } catch (error) {
      appender.clear();
      throw error;
    } finally {
      appender.closeSync();
    }
  };

  return async (grain, replacements) => {
    for (const replacement of replacements) checkReplacement(replacement);
    const table = factTables[grain];
    await lane.run(async (connection) => {
      const covering = replacements.filter(({ machine, from, to }) =>
        overlaps(spans[grain].get(names.id(machine)), from, to),
      );
      const rows = rowsThatCount(replacements);
      for (const { product } of rows) names.id(product);
      const stored = await transaction(connection, async () => {
        const count = await names.store(connection);
        if (covering.length > 0) await connection.run(deletion(table, covering, names));
        await write(connection, table, rows);
        return count;
      });
      names.stored(stored);
      await refreshSpans(connection, table, spans[grain], replacements, names);
    });
  };
}

/** The ranges of one batch are mostly the same for all machines, so machines share a condition. */
function deletion(table: string, replacements: readonly FactsReplacement[], names: Names): string {
  const ranges = new Map<string, number[]>();
  for (const { machine, from, to } of replacements) {
    const range = `start >= ${from} AND start < ${to}`;
    ranges.set(range, [...(ranges.get(range) ?? []), names.id(machine)]);
  }
  const least = Math.min(...replacements.map(({ from }) => from));
  const greatest = Math.max(...replacements.map(({ to }) => to));
  const any = [...ranges].map(([range, machines]) => `(${range} AND machine IN (${machines.join(',')}))`).join(' OR ');
  return `DELETE FROM ${table} WHERE start >= ${least} AND start < ${greatest} AND (${any})`;
}

async function refreshSpans(
  connection: DuckDBConnection,
  table: string,
  spans: Spans,
  replacements: readonly FactsReplacement[],
  names: Names,
): Promise<void> {
  const unclear: number[] = [];
  for (const { machine, from, to, rows } of replacements) {
    const id = names.id(machine);
    const old = spans.get(id);
    const added = spanOf(rows);
    const span = replaced(old, from, to, added);
    if (span) spans.set(id, span);
    else if (old) {
      // Too wide until the store has told: too narrow, the next replacement would leave rows behind.
      spans.set(id, united(old, added));
      unclear.push(id);
    }
  }
  if (unclear.length === 0) return;
  const fresh = await readSpans(connection, table, unclear);
  for (const id of unclear) {
    const span = fresh.get(id);
    if (span) spans.set(id, span);
    else spans.delete(id);
  }
}

function spanOf(rows: readonly FactRow[]): Span | undefined {
  if (rows.length === 0) return undefined;
  const span = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
  for (const { start } of rows) {
    span.first = Math.min(span.first, start);
    span.last = Math.max(span.last, start);
  }
  return span;
}
