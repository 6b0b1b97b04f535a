// Owns a fold on a real store and database without ingest: readings go straight into the store, as ingest does it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignalValue } from '@takt/model/signals';
import { createFold, type Fold } from '../../../server/src/pipeline/fold/index.ts';
import { createKpiQueries, type KpiQueries } from '../../../server/src/pipeline/kpi/index.ts';
import { openPlant, type PlantRegistry } from '../../../server/src/plant/index.ts';
import { createAudit } from '../../../server/src/platform/audit/index.ts';
import { type Database, openDatabase } from '../../../server/src/platform/database/index.ts';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';
import { createInProcessQueue } from '../../../server/src/platform/queue/adapters/in-process/index.ts';
import { openDuckDbStore } from '../../../server/src/platform/telemetry-store/adapters/duckdb/index.ts';
import type { TelemetryStore } from '../../../server/src/platform/telemetry-store/port.ts';
import { SampleBuffer } from '../../../server/src/platform/telemetry-store/sample-buffer.ts';

export interface FoldedPlant {
  store: TelemetryStore;
  plant: PlantRegistry;
  db: Database['db'];
  fold: Fold;
  kpi: KpiQueries;
  facts: { machine: string; from: number; to: number }[];
  /** Stores readings `[machine, signal, at, value]` of site `s` and notes them, as ingest does. */
  ingest(readings: readonly [string, string, number, SignalValue][]): Promise<void>;
  /** Stores readings without noting them: a crash between the store and the note. */
  storeOnly(readings: readonly [string, string, number, SignalValue][]): Promise<void>;
  /** Closes everything and opens it again on the same files. */
  restart(): Promise<FoldedPlant>;
  close(): Promise<void>;
}

export async function openFoldedPlant(clock: () => number, kept?: string): Promise<FoldedPlant> {
  const directory = kept ?? (await mkdtemp(join(tmpdir(), 'takt-fold-')));
  const database = await openDatabase({ path: join(directory, 'takt.db') });
  const store = await openDuckDbStore({ directory: join(directory, 'telemetry') });
  const plant = await openPlant({ db: database.db, audit: createAudit(clock) });
  const facts: FoldedPlant['facts'] = [];
  const log = createLog({ level: 'silent' });
  const queue = createInProcessQueue({ db: database.db, log, metrics: createMetrics(), clock: Date.now, pollMs: 50 });
  const fold = createFold({
    store,
    plant,
    db: database.db,
    queue,
    clock,
    log,
    metrics: createMetrics(),
    onFacts: (changes) => void facts.push(...changes),
    pauseMs: 50,
  });
  queue.start();
  await fold.start();
  const kpi = createKpiQueries({ store, plant, ...fold });

  async function storeOnly(readings: readonly [string, string, number, SignalValue][]) {
    const buffer = new SampleBuffer();
    for (const [machine, signal, at, value] of readings) buffer.push(store.series(`s/${machine}`, signal), at, value);
    await store.append(buffer);
  }

  async function shut() {
    await queue.close();
    await fold.close();
    await store.close();
    await database.close();
  }

  return {
    store,
    plant,
    db: database.db,
    fold,
    kpi,
    facts,
    storeOnly,
    async ingest(readings) {
      await storeOnly(readings);
      for (const [machine, , at] of readings) if (plant.machine(machine)) fold.dirty.note(machine, at, at);
      await fold.dirty.persist();
    },
    async restart() {
      await shut();
      return openFoldedPlant(clock, directory);
    },
    async close() {
      await shut();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
