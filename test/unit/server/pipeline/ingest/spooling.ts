// Owns a spool in the hands of a test: readings by their names, written, and read back under other numbers.
import { readdir } from 'node:fs/promises';
import type { SignalValue } from '@takt/model/signals';
import { touch } from '../../../../../server/src/pipeline/ingest/batch.ts';
import { createSeriesNames } from '../../../../../server/src/pipeline/ingest/series-names.ts';
import { openSpool, type Spool } from '../../../../../server/src/pipeline/ingest/spool/index.ts';
import { createLog } from '../../../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../../../server/src/platform/metrics/index.ts';
import { SampleBuffer } from '../../../../../server/src/platform/telemetry-store/sample-buffer.ts';
import { metricIn } from '../../../../harness/api-client.ts';

/** Source, signal, time, value. */
export type Reading = [string, string, number, SignalValue];

/** Numbers as a process gives them out: by first use, so that each process has its own. */
export function freshNames(firstNumber = 0) {
  const known = new Map<string, number>();
  return createSeriesNames({
    series(source, signal) {
      const key = `${source} ${signal}`;
      const number = known.get(key) ?? firstNumber + known.size;
      known.set(key, number);
      return number;
    },
  });
}

export interface SpoolUnderTest {
  spool: Spool;
  write(readings: readonly Reading[]): Promise<boolean>;
  /** Reads and drops everything, one portion after the other. */
  drain(): Promise<Reading[]>;
  /** Spans to be marked of the portion that is next. */
  touched(): Promise<[string, { from: number; to: number }[]][]>;
  metric(name: string, labels?: Record<string, string>): Promise<number>;
  files(): Promise<string[]>;
}

export async function openTestSpool(directory: string, options: { maxBytes?: number; firstNumber?: number } = {}) {
  const names = freshNames(options.firstNumber);
  const metrics = createMetrics();
  const maxBytes = options.maxBytes ?? 1_000_000_000;
  const log = createLog({ level: 'silent' });
  const spool = await openSpool({ directory, maxBytes, names, clock: Date.now, log, metrics });

  function readingsOf(buffer: SampleBuffer): Reading[] {
    return Array.from({ length: buffer.length }, (_, row): Reading => {
      const { source, signal } = names.name(buffer.series[row] ?? -1);
      const number = buffer.number[row] ?? Number.NaN;
      return [source, signal, buffer.at[row] ?? 0, buffer.text.get(row) ?? (Number.isNaN(number) ? null : number)];
    });
  }

  const self: SpoolUnderTest = {
    spool,
    write(readings) {
      const samples = { buffer: new SampleBuffer(4), touched: new Map() };
      for (const [source, signal, at, value] of readings) {
        samples.buffer.push(names.number(source, signal), at, value);
        touch(samples, source, at, at);
      }
      return spool.append(samples);
    },
    async drain() {
      const drained: Reading[] = [];
      for (let portion = await spool.next(100); portion; portion = await spool.next(100)) {
        drained.push(...readingsOf(portion.buffer));
        await spool.drop();
      }
      return drained;
    },
    touched: async () => [...((await spool.next(1))?.touched ?? [])],
    metric: async (name, labels) => metricIn(await metrics.text(), name, labels),
    files: async () => (await readdir(directory)).sort(),
  };
  return self;
}
