// Owns reading DuckDB's results as columns: nulls, empty answers, several chunks, types that would lose digits.
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  readColumns,
  readNumber,
  readNumbers,
} from '../../../../../../server/src/platform/telemetry-store/adapters/duckdb/engine/rows.ts';

let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

describe('columns of a result', () => {
  it('have every number, text and null of several chunks in its place', async () => {
    const sql = `SELECT range::UINTEGER, CASE WHEN range % 3 = 0 THEN NULL ELSE -range / 8 END::DOUBLE,
      CASE WHEN range % 5 = 0 THEN NULL WHEN range % 2 = 0 THEN 'even ' || range ELSE 'a text too long to lie inline ' || range END,
      NULL::INTEGER, NULL::VARCHAR FROM range(5000) ORDER BY range`;
    const sizes: number[] = [];
    let expected = 0;
    await readColumns(connection, sql, ([id, number, text, noNumber, noText], rows) => {
      sizes.push(rows);
      for (let row = 0; row < rows; row++) {
        const value = expected++;
        expect(id?.number(row)).toBe(value);
        expect(number?.number(row)).toBe(value % 3 === 0 ? Number.NaN : -value / 8);
        const words = value % 2 === 0 ? `even ${value}` : `a text too long to lie inline ${value}`;
        expect(text?.text(row)).toBe(value % 5 === 0 ? null : words);
        expect(noNumber?.number(row)).toBeNaN();
        expect(noText?.text(row)).toBeNull();
      }
    });
    expect(expected).toBe(5000);
    expect(sizes.length).toBeGreaterThan(1);
  });

  it('keep signs and the whole range of their type', async () => {
    const sql = `SELECT 4294967295::UINTEGER, (-2147483648)::INTEGER, 9007199254740991::DOUBLE, -0.5::DOUBLE, 'inf'::DOUBLE`;
    expect(await readNumbers(connection, sql)).toEqual([
      [4_294_967_295, -2_147_483_648, Number.MAX_SAFE_INTEGER, -0.5, Number.POSITIVE_INFINITY],
    ]);
  });

  it('are not visited where there are no rows', async () => {
    const empty = 'SELECT 1::DOUBLE AS a, NULL::VARCHAR AS b WHERE false';
    await readColumns(connection, empty, () => expect.unreachable());
    expect(await readNumbers(connection, empty)).toEqual([]);
    expect(await readNumber(connection, empty)).toBeNull();
  });

  it('answer one number: the first of the first row, or null', async () => {
    expect(await readNumber(connection, 'SELECT range::DOUBLE + 7 FROM range(9000) ORDER BY 1')).toBe(7);
    expect(await readNumber(connection, 'SELECT max(range)::DOUBLE FROM range(0)')).toBeNull();
    expect(await readNumber(connection, 'SELECT 0::INTEGER')).toBe(0);
  });

  it('refuse a type that would lose digits rather than misread it', async () => {
    await expect(readNumber(connection, 'SELECT 1::BIGINT')).rejects.toThrow('column 0 of a query is BIGINT');
    await expect(readNumber(connection, 'SELECT 1::BIGINT WHERE false')).rejects.toThrow('BIGINT');
  });
});
