// Owns the tables of the DuckDB store and their version.
import type { DuckDBConnection } from '@duckdb/node-api';
import { factFields } from '@takt/model/facts';
import { readColumns, readNumber } from './rows.ts';

const schemaVersion = 1;

/** Raw rows arrive in one of these in turn; the other is being sorted into `samples`. */
export const incomingTables = ['incoming_a', 'incoming_b'] as const;
export type IncomingTable = (typeof incomingTables)[number];
/** Sorted runs. Every reading is in exactly one of the three. */
export const sampleTables = ['samples', ...incomingTables] as const;

export const factTables = { minute: 'facts_minute', hour: 'facts_hour', day: 'facts_day' } as const;

/** `time` is epoch ms. At most one of `number` and `text` is set; neither is a reading without a value. */
export function createSamplesTable(name: string): string {
  return `CREATE TABLE IF NOT EXISTS ${name} (series UINTEGER, time BIGINT, number DOUBLE, text VARCHAR)`;
}

const ownTables = [
  'CREATE TABLE IF NOT EXISTS series (id UINTEGER, source VARCHAR, signal VARCHAR)',
  // First and last reading of each series, at least as wide as what `samples` holds; written with every compaction.
  'CREATE TABLE IF NOT EXISTS extents (series UINTEGER, first BIGINT, last BIGINT)',
  // How many readings of a day arrived after later ones: where rewriting the day may pay off.
  'CREATE TABLE IF NOT EXISTS late_days (day BIGINT, readings BIGINT)',
  // Machine codes and products, so that facts carry numbers.
  'CREATE TABLE IF NOT EXISTS names (id UINTEGER, name VARCHAR)',
];

/** Creates what is missing. Throws where the data was written by a newer version of Takt. */
export async function migrate(connection: DuckDBConnection): Promise<void> {
  await connection.run('CREATE TABLE IF NOT EXISTS takt_store (version INTEGER)');
  const version = await readNumber(connection, 'SELECT max(version) FROM takt_store');
  if (version !== null && version > schemaVersion) {
    throw new Error(
      `the telemetry store was written by a newer version of Takt (store version ${version}, this one reads up to ${schemaVersion})`,
    );
  }
  for (const statement of ownTables) await connection.run(statement);
  for (const name of sampleTables) await connection.run(createSamplesTable(name));
  for (const name of Object.values(factTables)) await createFacts(connection, name);
  if (version === null) await connection.run(`INSERT INTO takt_store VALUES (${schemaVersion})`);
}

async function createFacts(connection: DuckDBConnection, table: string): Promise<void> {
  const measures = factFields.map((field) => `"${field}" DOUBLE DEFAULT 0`);
  await connection.run(
    `CREATE TABLE IF NOT EXISTS ${table} (machine UINTEGER, product UINTEGER, start BIGINT, ${measures.join(', ')})`,
  );
  const present = new Set<string>();
  await readColumns(connection, `SELECT name FROM pragma_table_info('${table}')`, ([name], rows) => {
    for (let row = 0; row < rows; row++) present.add(name?.text(row) ?? '');
  });
  for (const field of factFields) {
    if (!present.has(field)) await connection.run(`ALTER TABLE ${table} ADD COLUMN "${field}" DOUBLE DEFAULT 0`);
  }
}
