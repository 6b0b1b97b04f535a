// Owns the embedded telemetry store: DuckDB in this process (docs/adr/0002-duckdb-telemetry-store.md).
import type { TelemetryStore } from '../../port.ts';
import { createGate, createLane, createPool } from './engine/lane.ts';
import { type Engine, type EngineOptions, openEngine } from './engine/open.ts';
import { readNumber } from './engine/rows.ts';
import { factTables, migrate } from './engine/schema.ts';
import { openNames } from './facts/names.ts';
import { createFactQueries } from './facts/query.ts';
import { createFactWriter } from './facts/replace.ts';
import { readSpans } from './facts/spans.ts';
import { type Appends, createAppends } from './raw/appends.ts';
import { openDictionary } from './raw/dictionary.ts';
import { openExtents } from './raw/extents.ts';
import { createMaintenance } from './raw/maintenance.ts';
import { createSampleQueries } from './raw/samples.ts';
import { createSilences } from './raw/silences.ts';

export interface DuckDbStoreOptions extends EngineOptions {
  /** Rows gathered unsorted before they are sorted into the store. Default 2,000,000. */
  sealRows?: number;
  /** Late readings of one day from which on the day is rewritten without duplicates. Default 1,000,000. */
  lateReadings?: number;
  /** Size of the write-ahead log at which it is folded into the database file, bytes. Default 64 MiB. */
  walBytes?: number;
}

/** The port, and what only tests and benchmarks of this adapter ask for. */
export interface DuckDbStore extends TelemetryStore {
  /** Resolves when no sorting, rewriting or shortening of the write-ahead log is due. */
  settled(): Promise<void>;
}

/**
 * Opens the store in `directory`, creating it where it does not exist. Rejects where another process has it open or a newer
 * version wrote it. One process, at most four statements at once. Of values that claim one key the same one is read back in every
 * order of arrival.
 */
export async function openDuckDbStore(options: DuckDbStoreOptions): Promise<DuckDbStore> {
  const engine = await openEngine(options);
  try {
    return await assemble(options, engine);
  } catch (error) {
    engine.close();
    throw error;
  }
}

async function assemble(
  { sealRows = 2_000_000, lateReadings = 1_000_000, walBytes = 64 * 1024 * 1024 }: DuckDbStoreOptions,
  { connect, walPath, close: release }: Engine,
): Promise<DuckDbStore> {
  const gate = createGate(3);
  const setup = await connect();
  await migrate(setup);
  const dictionary = await openDictionary(setup);
  const extents = await openExtents(setup);
  const names = await openNames(setup);
  const spans = {
    minute: await readSpans(setup, factTables.minute),
    hour: await readSpans(setup, factTables.hour),
    day: await readSpans(setup, factTables.day),
  };
  const background = createLane(setup, gate);
  const appendLane = createLane(await connect());
  const factLane = createLane(await connect(), gate);
  const readers = createPool([await connect(), await connect()], gate);

  let failure: unknown;
  const maintenance = createMaintenance({
    lane: background,
    appends: () => appends,
    extents,
    walPath,
    walBytes,
    lateReadings,
    everyMs: 1_000,
    onError: (error) => {
      failure = error;
    },
  });
  const appends: Appends = await createAppends({
    lane: appendLane,
    dictionary,
    extents,
    sealRows,
    onSealed: maintenance.nudge,
  });
  maintenance.nudge();

  const close = async (): Promise<void> => {
    try {
      await appends.close();
      await maintenance.close();
      await Promise.all([factLane.settled(), readers.settled()]);
      await background.run((connection) => connection.run('CHECKPOINT'));
    } finally {
      release();
    }
  };
  let closing: Promise<void> | undefined;

  return {
    series: dictionary.id,
    async append(buffer) {
      await appends.append(buffer);
      return [];
    },
    ...createSampleQueries({ readers, dictionary, extents }),
    ...createSilences({ readers, dictionary, extents }),
    replaceFacts: createFactWriter({ lane: factLane, names, spans }),
    ...createFactQueries({ readers, names, spans }),
    async check() {
      await readers.run((connection) => readNumber(connection, 'SELECT 1'));
      if (failure === undefined) return;
      const cause = failure;
      failure = undefined;
      throw new Error('the telemetry store cannot sort or shorten its files', { cause });
    },
    settled: maintenance.settled,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
