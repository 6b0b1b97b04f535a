// Owns the fast way into DuckDB: whole columns copied into data chunks, no call per value (texts excepted).
import { DuckDBDataChunk, type DuckDBType } from '@duckdb/node-api';
import duckdb, { type Vector } from '@duckdb/node-bindings';

/** Rows of one data chunk. */
export const chunkRows = duckdb.vector_size();

const wordsPerEpoch = 2;
const epochWords = new Uint32Array(chunkRows * wordsPerEpoch);
const bits = new Uint8Array(chunkRows / 8);

/** A chunk that is filled, appended and filled again. */
export function createChunk(types: readonly DuckDBType[]): DuckDBDataChunk {
  return DuckDBDataChunk.create(types);
}

/** Empties the chunk for `count` rows, at most {@link chunkRows}; every column must be written afterwards. */
export function startChunk(chunk: DuckDBDataChunk, count: number): void {
  chunk.reset();
  chunk.rowCount = count;
}

export function columnOf(chunk: DuckDBDataChunk, column: number): Vector {
  return duckdb.data_chunk_get_vector(chunk.chunk, column);
}

/** Copies values[from, from + count) into a column of the same width. */
export function putNumbers(vector: Vector, values: Float64Array | Uint32Array, from: number, count: number): void {
  const width = values.BYTES_PER_ELEMENT;
  duckdb.copy_data_to_vector(vector, 0, values.buffer as ArrayBuffer, values.byteOffset + from * width, count * width);
}

/** Writes epoch ms into a BIGINT column; split into words because a BigInt per row would cost more than all the rest. */
export function putEpochs(vector: Vector, at: Float64Array, from: number, count: number): void {
  for (let row = 0; row < count; row++) {
    const value = at[from + row] ?? 0;
    epochWords[row * 2] = value >>> 0;
    epochWords[row * 2 + 1] = Math.floor(value / 4_294_967_296);
  }
  duckdb.copy_data_to_vector(vector, 0, epochWords.buffer, 0, count * 8);
}

/** Marks the rows where `values` is NaN as null. */
export function putNanAsNull(vector: Vector, values: Float64Array, from: number, count: number): void {
  bits.fill(0xff);
  let nulls = 0;
  for (let row = 0; row < count; row++) {
    if (!Number.isNaN(values[from + row])) continue;
    nulls += 1;
    bits[row >> 3] = (bits[row >> 3] ?? 0) & ~(1 << (row & 7));
  }
  if (nulls > 0) putValidity(vector);
}

/** Writes the texts of rows [from, from + count); rows without one are null. */
export function putTexts(vector: Vector, texts: ReadonlyMap<number, string>, from: number, count: number): void {
  bits.fill(0);
  if (texts.size > 0) {
    for (let row = 0; row < count; row++) {
      const text = texts.get(from + row);
      if (text === undefined) continue;
      putText(vector, row, text);
      bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
    }
  }
  putValidity(vector);
}

function putText(vector: Vector, row: number, text: string): void {
  // The plain call takes a C string and would end at a NUL.
  if (text.includes('\0')) duckdb.vector_assign_string_element_len(vector, row, Buffer.from(text));
  else duckdb.vector_assign_string_element(vector, row, text);
}

function putValidity(vector: Vector): void {
  duckdb.vector_ensure_validity_writable(vector);
  duckdb.copy_data_to_vector_validity(vector, 0, bits.buffer, 0, bits.byteLength);
}
