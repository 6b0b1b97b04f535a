// Owns the spool: readings of senders that keep nothing wait here, on disk, while the store takes none.
import { mkdir, stat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Log } from '../../../platform/log/index.ts';
import type { Metrics } from '../../../platform/metrics/index.ts';
import type { SeriesNames } from '../series-names.ts';
import { createSegmentReader } from './reader.ts';
import { encodeRecord } from './record.ts';
import { createSpoolReport } from './report.ts';
import { encodeSamples, type Samples } from './samples.ts';
import { listSegments, lookInto, putAside, type Segment } from './segment.ts';
import { createSegmentWriter } from './writer.ts';

export interface SpoolSettings {
  directory: string;
  /** Most bytes on disk. */
  maxBytes: number;
}

export interface Spool {
  /** Records not drained yet. */
  readonly records: number;
  /** True: the readings are on disk. False: there is no room or the disk fails, and they are nowhere but in memory. */
  append(samples: Samples): Promise<boolean>;
  /**
   * The oldest `readings` not drained yet, or up to a record more; the same again until they are dropped. Undefined: none, or not to be
   * read now.
   */
  next(readings: number): Promise<Samples | undefined>;
  /** What `next` answered is in the store. */
  drop(): Promise<void>;
  close(): Promise<void>;
}

export interface SpoolOptions extends SpoolSettings {
  names: SeriesNames;
  clock: () => number;
  log: Log;
  metrics: Metrics;
}

const largestSegment = 16 * 1024 * 1024;
/** Readings in one record at most. */
const recordReadings = 10_000;
/** A spool that had no room is not asked again before. */
const refusalMs = 1000;

/** Opens or creates the spool in `directory`; the lock of the data directory keeps other servers out. Rejects where it cannot be used. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  try {
    return await openDirectory(options);
  } catch (error) {
    throw new Error(`the spool ${options.directory} cannot be used: ${error instanceof Error ? error.message : error}`);
  }
}

async function openDirectory({ directory, maxBytes, names, clock, log, metrics }: SpoolOptions): Promise<Spool> {
  const segments: Segment[] = [];
  const report = createSpoolReport({ segments, clock, log, metrics });
  await mkdir(directory, { recursive: true });
  const { paths, aside, next } = await listSegments(directory);
  let asideBytes = 0;
  for (const path of aside) asideBytes += (await stat(path)).size;
  for (const path of paths) {
    const found = await lookInto(path);
    if (!found) {
      await putAside(path);
      report.failed('damaged', { path });
    } else if (found.torn > 0) report.failed('torn_tail', { path, bytes: found.torn });
    if (found && found.segment.records > 0) segments.push(found.segment);
  }
  const segmentBytes = Math.min(largestSegment, Math.floor(maxBytes / 8));
  const writer = createSegmentWriter({ directory, segments, segmentBytes, next });
  const reader = createSegmentReader({
    segments,
    names,
    seal: async (segment) => {
      if (writer.isActive(segment)) await writer.seal();
    },
    onDamage(path, bytes) {
      asideBytes += bytes;
      report.failed('damaged', { path, bytes });
    },
    onError: (error) => report.failed('disk', { err: error }),
  });
  let refusedAt = Number.NEGATIVE_INFINITY;
  let nextReadings = 0;

  function refuse(reason: 'full' | 'disk', error?: unknown): false {
    refusedAt = performance.now();
    report.refused(reason, error);
    return false;
  }

  async function encode(samples: Samples, writtenAt: number): Promise<Buffer[]> {
    const { length } = samples.buffer;
    const records: Buffer[] = [];
    for (let from = 0; from < length; from += recordReadings) {
      const to = Math.min(length, from + recordReadings);
      if (from > 0) await nextTurn();
      records.push(encodeRecord(encodeSamples(samples, from, to, names), writtenAt, to - from));
    }
    return records;
  }

  return {
    get records() {
      return report.records;
    },
    async append(samples) {
      const { length } = samples.buffer;
      if (length === 0) return true;
      if (performance.now() - refusedAt < refusalMs) return false;
      const writtenAt = clock();
      const records = await encode(samples, writtenAt);
      const size = records.reduce((sum, record) => sum + record.length, 0);
      if (report.bytes + asideBytes + size > maxBytes) return refuse('full');
      try {
        await writer.append(records, writtenAt);
      } catch (error) {
        return refuse('disk', error);
      }
      report.written(length);
      return true;
    },
    async next(readings) {
      try {
        const samples = await reader.next(readings);
        nextReadings = samples?.buffer.length ?? 0;
        return samples;
      } catch (error) {
        report.failed('disk', { err: error });
        return undefined;
      }
    },
    async drop() {
      await reader.drop();
      report.drained(nextReadings);
    },
    close: writer.seal,
  };
}
