// Owns opening the store's file: who may, what it is limited to, and that a failure lets go of it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it, onTestFinished } from 'vitest';
import { openEngine } from '../../../../../../server/src/platform/telemetry-store/adapters/duckdb/engine/open.ts';
import { readNumber } from '../../../../../../server/src/platform/telemetry-store/adapters/duckdb/engine/rows.ts';
import { openDuckDbStore } from '../../../../../../server/src/platform/telemetry-store/adapters/duckdb/index.ts';
import { createTempDirectory } from '../../../../../harness/temp.ts';

const source = fileURLToPath(
  new URL('../../../../../../server/src/platform/telemetry-store/adapters/duckdb/index.ts', import.meta.url),
);

async function place(): Promise<string> {
  const { path, remove } = await createTempDirectory('store');
  onTestFinished(remove);
  return path;
}

/** What another process is told that opens the store and closes it again. */
function openElsewhere(directory: string): string {
  const program = `const { openDuckDbStore } = await import(${JSON.stringify(source)});
    const store = await openDuckDbStore({ directory: ${JSON.stringify(directory)} }).catch((error) => console.log(error.message));
    if (store) { await store.close(); console.log('opened'); }`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }).stdout.trim();
}

async function writeVersion(directory: string, statement: string): Promise<void> {
  const instance = await DuckDBInstance.create(join(directory, 'telemetry.duckdb'));
  const connection = await instance.connect();
  await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

it('limits memory and threads to what it was told, and less than the machine by itself', async () => {
  for (const [options, megabytes, threads] of [
    [{}, 128, 2],
    [{ memoryLimitMb: 64, threads: 1 }, 64, 1],
  ] as const) {
    const engine = await openEngine({ directory: await place(), ...options });
    const connection = await engine.connect();
    expect(await readNumber(connection, `SELECT current_setting('threads')::INTEGER`)).toBe(threads);
    const limit = `SELECT (replace(current_setting('memory_limit'), ' MiB', '')::DOUBLE * 1048576 / 1e6)::DOUBLE`;
    expect(await readNumber(connection, limit)).toBeCloseTo(megabytes, 0);
    engine.close();
  }
});

it('belongs to one at a time, in this process and elsewhere', async () => {
  const directory = await place();
  const store = await openDuckDbStore({ directory });
  await expect(openDuckDbStore({ directory })).rejects.toThrow(`${directory}/telemetry.duckdb is in use`);
  expect(openElsewhere(directory)).toContain(`${directory}/telemetry.duckdb is in use`);
  await store.close();
  expect(openElsewhere(directory)).toBe('opened');
});

it('refuses data of a newer version of Takt, and lets go of the file', async () => {
  const directory = await place();
  await (await openDuckDbStore({ directory })).close();
  await writeVersion(directory, 'INSERT INTO takt_store VALUES (99)');
  await expect(openDuckDbStore({ directory })).rejects.toThrow('newer version of Takt');
  expect(openElsewhere(directory)).toContain('newer version of Takt');
  await writeVersion(directory, 'DELETE FROM takt_store WHERE version = 99');
  await (await openDuckDbStore({ directory })).close();
});
