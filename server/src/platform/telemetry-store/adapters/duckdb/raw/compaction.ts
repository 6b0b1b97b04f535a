// Owns sorting and thinning raw rows: full incoming tables become sorted runs, days with many late readings are rewritten.
import type { DuckDBConnection } from '@duckdb/node-api';
import { transaction } from '../engine/lane.ts';
import { readNumber } from '../engine/rows.ts';
import { createSamplesTable } from '../engine/schema.ts';
import type { Sealed } from './appends.ts';
import { dayMs, type Extents } from './extents.ts';

/** Rows rewritten in one transaction at most: bounds the memory of the sort and the length of the transaction. */
const rewriteRows = 4_000_000;

/** One row per key; which one counts does not depend on the order of arrival (raw/reading.ts). */
const collapsed = 'series, time, max(number) AS number, max(text) AS text';

/**
 * Moves a sealed table into `samples`, sorted by series and time, so that a series' rows lie together and row groups can be
 * skipped. One transaction: a crash leaves the rows where they were.
 */
export async function sortSealed(connection: DuckDBConnection, sealed: Sealed, extents: Extents): Promise<void> {
  const { table, ordered } = sealed;
  const rows = ordered
    ? `SELECT series, time, number, text FROM ${table}`
    : `SELECT ${collapsed} FROM ${table} GROUP BY series, time`;
  await transaction(connection, async () => {
    await connection.run(`INSERT INTO samples ${rows} ORDER BY series, time`);
    await connection.run(`DROP TABLE ${table}`);
    await connection.run(createSamplesTable(table));
    await extents.store(connection);
  });
}

/** The day whose late readings are most worth a rewrite, or undefined. */
export function worstDay(extents: Extents, leastLate: number): number | undefined {
  let worst: number | undefined;
  let most = leastLate;
  for (const [day, late] of extents.lateByDay) {
    if (late < most) continue;
    worst = day;
    most = late;
  }
  return worst;
}

/**
 * Rewrites one UTC day of `samples` sorted and without duplicates, window by window, each in its own transaction. Readings of
 * the day that are still incoming stay where they are.
 */
export async function rewriteDay(connection: DuckDBConnection, day: number, extents: Extents): Promise<void> {
  const late = extents.lateByDay.get(day) ?? 0;
  for (const [from, to] of await windows(connection, day, day + dayMs)) {
    await transaction(connection, async () => {
      const within = `time >= ${from} AND time < ${to}`;
      await connection.run(
        `CREATE TABLE rewritten AS SELECT ${collapsed} FROM samples WHERE ${within} GROUP BY series, time ORDER BY series, time`,
      );
      await connection.run(`DELETE FROM samples WHERE ${within}`);
      await connection.run('INSERT INTO samples SELECT series, time, number, text FROM rewritten');
      await connection.run('DROP TABLE rewritten');
    });
  }
  // Late readings noted meanwhile count towards the next time.
  const remaining = (extents.lateByDay.get(day) ?? 0) - late;
  if (remaining > 0) extents.lateByDay.set(day, remaining);
  else extents.lateByDay.delete(day);
  await transaction(connection, () => extents.store(connection));
}

async function windows(connection: DuckDBConnection, from: number, to: number): Promise<[number, number][]> {
  const rows = await readNumber(
    connection,
    `SELECT count(*)::DOUBLE FROM samples WHERE time >= ${from} AND time < ${to}`,
  );
  if (rows === null || rows <= rewriteRows || to - from <= 60_000) return [[from, to]];
  const middle = Math.floor((from + to) / 2);
  return [...(await windows(connection, from, middle)), ...(await windows(connection, middle, to))];
}
