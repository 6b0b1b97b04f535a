// Owns reading results: whole columns as typed arrays, no BigInt and no call into DuckDB per value (texts excepted).
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { columnOf } from './columns.ts';

/** One column of a chunk, to be read only while it is visited: texts lie in memory of DuckDB's. */
export interface Column {
  /** NaN where there is no value. */
  number(row: number): number;
  text(row: number): string | null;
}

/**
 * Runs a query and calls `visit` with the columns and the number of rows of each chunk; not at all where there are no rows.
 * Numbers must be DOUBLE, INTEGER or UINTEGER, or be cast to it. Statements are built from numbers and own identifiers only,
 * never from texts.
 */
export async function readColumns(
  connection: DuckDBConnection,
  sql: string,
  visit: (columns: readonly Column[], rows: number) => void,
): Promise<void> {
  const result = await connection.run(sql);
  const readers = Array.from({ length: result.columnCount }, (_, column) =>
    columnReader(String(result.columnType(column)), column),
  );
  for (const chunk of await result.fetchAllChunks()) {
    visit(
      readers.map((read) => read(chunk)),
      chunk.rowCount,
    );
  }
}

/** Rows of numbers, NaN where there is none; for small answers. */
export async function readNumbers(connection: DuckDBConnection, sql: string): Promise<number[][]> {
  const found: number[][] = [];
  await readColumns(connection, sql, (columns, rows) => {
    for (let row = 0; row < rows; row++) found.push(columns.map((column) => column.number(row)));
  });
  return found;
}

/** First column of the first row as a number; null where there is none. */
export async function readNumber(connection: DuckDBConnection, sql: string): Promise<number | null> {
  const [first] = await readNumbers(connection, sql);
  const value = first?.[0] ?? Number.NaN;
  return Number.isNaN(value) ? null : value;
}

const arrays = new Map<string, typeof Float64Array | typeof Int32Array | typeof Uint32Array>([
  ['DOUBLE', Float64Array],
  ['INTEGER', Int32Array],
  ['UINTEGER', Uint32Array],
]);

function columnReader(type: string, column: number): (chunk: DuckDBDataChunk) => Column {
  if (type === 'VARCHAR') return (chunk) => textColumn(chunk, column);
  const Values = arrays.get(type);
  if (!Values) throw new TypeError(`column ${column} of a query is ${type}: cast it to DOUBLE`);
  return (chunk) => {
    const rows = chunk.rowCount;
    const data = duckdb.vector_get_data(columnOf(chunk, column), rows * Values.BYTES_PER_ELEMENT);
    const numbers = new Float64Array(new Values(data.buffer as ArrayBuffer, data.byteOffset, rows));
    const bits = validity(chunk, column);
    if (bits) for (let row = 0; row < rows; row++) if (!isValid(bits, row)) numbers[row] = Number.NaN;
    return { number: (row) => numbers[row] ?? Number.NaN, text: () => null };
  };
}

function textColumn(chunk: DuckDBDataChunk, column: number): Column {
  const vector = chunk.getColumnVector(column);
  const bits = validity(chunk, column);
  return {
    number: () => Number.NaN,
    // Asked here first: the vector makes two BigInts to find out that a row has no value.
    text: (row) => (bits && !isValid(bits, row) ? null : (vector.getItem(row) as string)),
  };
}

/** One bit per row, or null where every row has a value (the declaration of the call does not say so). */
function validity(chunk: DuckDBDataChunk, column: number): Uint8Array | null {
  return duckdb.vector_get_validity(columnOf(chunk, column), Math.ceil(chunk.rowCount / 64) * 8);
}

function isValid(bits: Uint8Array, row: number): boolean {
  return ((bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
}
