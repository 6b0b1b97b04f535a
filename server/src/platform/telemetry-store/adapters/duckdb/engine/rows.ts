// Owns reading results: columns of plain numbers and texts, fetched chunk by chunk.
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';

/** Runs a query and hands over its chunks. Statements are built from numbers and own identifiers only, never from texts. */
export async function readChunks(connection: DuckDBConnection, sql: string): Promise<DuckDBDataChunk[]> {
  const result = await connection.run(sql);
  return result.fetchAllChunks();
}

export type Cell = number | string | null;

/** Calls `visit` with every row; numbers must be cast to DOUBLE, INTEGER or UINTEGER in the query. */
export async function readRows(connection: DuckDBConnection, sql: string, visit: (row: readonly Cell[]) => void) {
  for (const chunk of await readChunks(connection, sql)) {
    const count = chunk.rowCount;
    const columns = Array.from({ length: chunk.columnCount }, (_, column) => chunk.getColumnVector(column));
    const cells: Cell[] = new Array(columns.length).fill(null);
    for (let row = 0; row < count; row++) {
      for (let column = 0; column < cells.length; column++) cells[column] = columns[column]?.getItem(row) as Cell;
      visit(cells);
    }
  }
}

/** First column of the first row as a number; null where there is none. */
export async function readNumber(connection: DuckDBConnection, sql: string): Promise<number | null> {
  let found: number | null = null;
  await readRows(connection, sql, ([value]) => {
    if (found === null && typeof value === 'number') found = value;
  });
  return found;
}
