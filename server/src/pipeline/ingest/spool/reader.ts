// Owns reading the spool in order: portions of the oldest segment, damaged bytes kept aside, drained segments removed.
import { open, readFile, unlink, writeFile } from 'node:fs/promises';
import { SampleBuffer } from '../../../platform/telemetry-store/sample-buffer.ts';
import type { SeriesNames } from '../series-names.ts';
import { findRecord, type RecordHead } from './record.ts';
import { decodeSamples, type Samples } from './samples.ts';
import { encodeHead, headBytes, putAside, type Segment } from './segment.ts';

export interface ReaderOptions {
  segments: Segment[];
  names: SeriesNames;
  /** Nothing more may be written to a segment that is read. */
  seal(segment: Segment): Promise<void>;
  /** Bytes that are no record were found and kept in a file of their own. */
  onDamage(path: string, bytes: number): void;
  onError(error: unknown): void;
}

export function createSegmentReader({ segments, names, seal, onDamage, onError }: ReaderOptions) {
  const samples: Samples = { buffer: new SampleBuffer(), touched: new Map() };
  let entered: { segment: Segment; bytes: Buffer } | undefined;
  /** What `samples` holds: `records` up to `end`. */
  let portion: { end: number; records: number } | undefined;

  /** Undefined: the file is lost, and the spool goes on without it. Rejects where it may be read later. */
  async function enter(segment: Segment): Promise<Buffer | undefined> {
    if (entered?.segment === segment) return entered.bytes;
    await seal(segment);
    try {
      const bytes = (await readFile(segment.path)).subarray(0, segment.bytes);
      entered = { segment, bytes };
      return bytes;
    } catch (error) {
      if (!isLost(error)) throw error;
      onDamage(segment.path, segment.bytes);
      segments.shift();
      await putAside(segment.path).catch(onError);
      return undefined;
    }
  }

  async function keepDamaged(segment: Segment, bytes: Buffer, from: number, to: number): Promise<void> {
    const path = segment.path.replace(/\.spool$/, `-${from}.bad`);
    onDamage(path, to - from);
    await writeFile(path, bytes.subarray(from, to)).catch(onError);
  }

  /** False: written by a version whose form is not understood. */
  function take(record: RecordHead, bytes: Buffer): boolean {
    try {
      decodeSamples(bytes.subarray(record.bodyStart, record.end), samples, names);
      return true;
    } catch (error) {
      onError(error);
      return false;
    }
  }

  /** The next whole records of the segment, until they hold so many readings. */
  async function gather(segment: Segment, bytes: Buffer, readings: number): Promise<void> {
    let position = segment.position;
    let records = 0;
    samples.buffer.clear();
    samples.touched.clear();
    while (position < bytes.length && samples.buffer.length < readings) {
      const record = findRecord(bytes, position);
      const start = record?.start ?? bytes.length;
      if (start > position) await keepDamaged(segment, bytes, position, start);
      if (record && !take(record, bytes)) await keepDamaged(segment, bytes, record.start, record.end);
      if (record) records++;
      position = record?.end ?? bytes.length;
    }
    portion = { end: position, records };
  }

  async function remove(segment: Segment): Promise<void> {
    entered = undefined;
    segments.splice(segments.indexOf(segment), 1);
    await unlink(segment.path).catch(onError);
  }

  /** Where this is lost, the portion is drained once more, which does no harm: so it is not waited for to be on disk. */
  async function notePosition(segment: Segment): Promise<void> {
    try {
      const file = await open(segment.path, 'r+');
      try {
        await file.write(encodeHead(segment), 0, headBytes, 0);
      } finally {
        await file.close();
      }
    } catch (error) {
      onError(error);
    }
  }

  async function drop(): Promise<void> {
    const segment = segments[0];
    if (!segment || !entered || !portion) return;
    segment.position = portion.end;
    segment.records = Math.max(0, segment.records - portion.records);
    portion = undefined;
    if (segment.position >= entered.bytes.length) {
      await remove(segment);
      return;
    }
    segment.oldestAt = findRecord(entered.bytes, segment.position)?.writtenAt ?? segment.oldestAt;
    await notePosition(segment);
  }

  return {
    /** The oldest `readings` that are not drained, or a few more; the same again until they are dropped. */
    async next(readings: number): Promise<Samples | undefined> {
      for (let segment = segments[0]; !portion && segment; segment = segments[0]) {
        const bytes = await enter(segment);
        if (!bytes) continue;
        await gather(segment, bytes, readings);
        if (samples.buffer.length === 0) await drop();
      }
      return portion ? samples : undefined;
    },
    /** What `next` answered is in the store. */
    drop,
  };
}

function isLost(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EIO');
}
