// Owns a flusher on a store that does what a test wants: takes readings, refuses them, or does not answer.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CommitTarget, Sender } from '../../../../../server/src/pipeline/ingest/batch.ts';
import { createCounters } from '../../../../../server/src/pipeline/ingest/counters.ts';
import { createFlusher, defaultFlush, type FlushSettings } from '../../../../../server/src/pipeline/ingest/flusher.ts';
import type { QuarantinedReading } from '../../../../../server/src/pipeline/ingest/records/quarantine.ts';
import { openSpool } from '../../../../../server/src/pipeline/ingest/spool/index.ts';
import type { PlantView } from '../../../../../server/src/pipeline/plant-view.ts';
import { createLog } from '../../../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../../../server/src/platform/metrics/index.ts';
import type { RefusedSample } from '../../../../../server/src/platform/telemetry-store/port.ts';
import type { SampleBuffer } from '../../../../../server/src/platform/telemetry-store/sample-buffer.ts';
import { metricIn } from '../../../../harness/api-client.ts';
import { freshNames } from './spooling.ts';

/** `unmarked`: the store takes readings, but the database with the marks is down. */
type StoreMode = 'up' | 'down' | 'silent' | 'unmarked';

export interface Written {
  source: string;
  /** Values of the readings, in order. */
  values: number[];
}

export interface FlusherUnderTest {
  flusher: ReturnType<typeof createFlusher>;
  mode: StoreMode;
  /** How many attempts to append fail before the mode counts again. */
  failing: number;
  /** Every append the store took, by source of its first reading. */
  written: Written[];
  /** Called for every append the store takes, before it is answered. */
  onAppend: (written: Written) => void;
  /** Values the store refuses for good. */
  poison: Set<number>;
  quarantined: QuarantinedReading[];
  marked: { machine: string; from: number; to: number }[];
  push(sender: Sender, source: string, from: number, count: number): void;
  /** Offsets committed so far. */
  committed: number[];
  target: CommitTarget;
  /** Values stored of a source, each once, ascending. */
  stored(source: string): number[];
  metric(name: string, labels?: Record<string, string>): Promise<number>;
  close(): Promise<void>;
}

const start = 1_700_000_000_000;

export async function startFlusher(
  directory: string,
  { maxBytes = 1_000_000_000, ...settings }: Partial<FlushSettings> & { maxBytes?: number } = {},
): Promise<FlusherUnderTest> {
  const names = freshNames();
  const metrics = createMetrics();
  const log = createLog({ level: 'silent' });
  const spool = await openSpool({ directory, maxBytes, names, clock: Date.now, log, metrics });
  const answerSilence: (() => void)[] = [];
  let mode: StoreMode = 'up';

  async function append(buffer: SampleBuffer): Promise<RefusedSample[]> {
    // As every store does; a flusher that always has something to write would let nobody else run.
    await nextTurn();
    if (mode === 'silent') await new Promise<void>((resolve) => answerSilence.push(resolve));
    if (mode === 'down' || self.failing-- > 0) throw new Error('the store is down');
    const values = [...buffer.number.subarray(0, buffer.length)];
    const written = { source: names.name(buffer.series[0] ?? -1).source, values };
    self.written.push(written);
    self.onAppend(written);
    return values.flatMap((value, index): RefusedSample[] =>
      self.poison.has(value) ? [{ index, reason: 'beyond_retention', detail: 'too old' }] : [],
    );
  }

  const notes: FlusherUnderTest['marked'] = [];
  const flusher = createFlusher({
    store: { append },
    // Every source is a registered machine by its own name; nothing else is asked of the plant.
    plant: { bySource: (source: string) => ({ code: source }) } as unknown as PlantView,
    dirty: {
      note: (machine, from, to) => void notes.push({ machine, from, to }),
      async persist() {
        if (mode === 'unmarked') throw new Error('the database is down');
        self.marked.push(...notes.splice(0));
      },
    },
    names,
    quarantine: { keep: (reading: QuarantinedReading) => void self.quarantined.push(reading) } as never,
    spool,
    clock: Date.now,
    log,
    counters: createCounters(metrics),
    metrics,
    settings: { ...defaultFlush, everyMs: 5, ...settings },
  });

  const self: FlusherUnderTest = {
    flusher,
    get mode() {
      return mode;
    },
    set mode(wanted) {
      mode = wanted;
      for (const answer of answerSilence.splice(0)) answer();
    },
    failing: 0,
    written: [],
    onAppend: () => {},
    poison: new Set(),
    quarantined: [],
    marked: [],
    push(sender, source, from, count) {
      const batch = flusher.batchOf(sender);
      for (let value = from; value < from + count; value++) {
        batch.buffer.push(names.number(source, 'good'), start + value, value);
      }
      flusher.wrote(batch, source, start + from, start + from + count - 1);
    },
    committed: [],
    target: { committed: (offset) => void self.committed.push(offset) },
    stored: (source) =>
      [...new Set(self.written.flatMap((one) => (one.source === source ? one.values : [])))].sort((a, b) => a - b),
    metric: async (name, labels) => metricIn(await metrics.text(), name, labels),
    async close() {
      await flusher.close();
      await spool.close();
    },
  };
  flusher.start();
  return self;
}
