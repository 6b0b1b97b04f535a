// Owns writing to the outbox: appends are gathered, written together and made durable by one fsync.
import { type FileHandle, open } from 'node:fs/promises';
import { syncDirectory } from '../durable-file.ts';
import { encodeFrame, encodeSegmentHead, type Reading } from './record.ts';
import { advance, type Segment, segmentPath } from './segment.ts';

interface Waiting {
  machine: string;
  readings: readonly Reading[];
  done: (result: number | Error) => void;
}

export interface SegmentWriter {
  /** Highest offset on disk. */
  readonly durable: number;
  /** Rough size of what is not written yet. */
  readonly waitingBytes: number;
  /** Resolves with the frame's offset once it is on disk, or with why it is not. */
  append(machine: string, readings: readonly Reading[]): Promise<number | Error>;
  onDurable(listener: () => void): void;
  close(): Promise<void>;
}

const groupBytes = 2 * 1024 * 1024;
/** Guess of a reading's size while it waits; only for the bound. */
const bytesPerReading = 24;

export async function createSegmentWriter(options: {
  directory: string;
  segmentBytes: number;
  /** Ascending; the writer appends to the last one and adds new ones. */
  segments: Segment[];
  /** Kept as of what is durable; goes into the head of each new segment. */
  positions: Map<string, number>;
  next: number;
}): Promise<SegmentWriter> {
  const { directory, segments } = options;
  let next = options.next;
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let draining: Promise<void> | undefined;
  let closed = false;
  let broken: Error | undefined;
  let notify: () => void = () => {};

  /** The segment that is written to: the last one there is, or a new one. */
  async function openActive(): Promise<{ file: FileHandle; segment: Segment }> {
    const segment = segments.at(-1);
    if (!segment) return startSegment();
    const file = await open(segment.path, 'r+');
    // What a killed process wrote but had not synced is read back as stored, so it must be.
    await file.datasync();
    return { file, segment };
  }

  async function startSegment(): Promise<{ file: FileHandle; segment: Segment }> {
    const path = segmentPath(directory, next);
    const head = encodeSegmentHead(next, options.positions);
    const file = await open(path, 'w+');
    await file.write(head, 0, head.length, 0);
    await file.datasync();
    await syncDirectory(directory);
    const segment = { path, first: next, last: next - 1, bytes: head.length, samples: 0 };
    segments.push(segment);
    return { file, segment };
  }

  let active = await openActive();

  /** Takes as many waiting appends as make one group. */
  function takeGroup(): { taken: Waiting[]; bytes: Buffer; samples: number } {
    const records: Buffer[] = [];
    let size = 0;
    let samples = 0;
    let count = 0;
    for (const { machine, readings } of waiting) {
      if (size >= groupBytes) break;
      const record = encodeFrame({ offset: next + count, machine, readings: readings as Reading[] });
      records.push(record);
      size += record.length;
      samples += readings.length;
      count++;
    }
    const taken = waiting.slice(0, count);
    waiting = waiting.slice(count);
    waitingBytes -= samples * bytesPerReading;
    return { taken, bytes: Buffer.concat(records, size), samples };
  }

  async function writeGroup(): Promise<void> {
    if (active.segment.bytes >= options.segmentBytes) {
      const full = active.file;
      active = await startSegment();
      await full.close();
    }
    const { file, segment } = active;
    const { taken, bytes, samples } = takeGroup();
    try {
      await writeAll(file, bytes, segment.bytes);
    } catch (error) {
      await file.truncate(segment.bytes);
      for (const { done } of taken) done(asError(error));
      return;
    }
    try {
      await file.datasync();
    } catch (error) {
      for (const { done } of taken) done(asError(error));
      throw error;
    }
    const first = next;
    next += taken.length;
    segment.bytes += bytes.length;
    segment.samples += samples;
    segment.last = next - 1;
    for (const [index, { machine, readings, done }] of taken.entries()) {
      for (const { at } of readings) advance(options.positions, machine, at);
      done(first + index);
    }
    notify();
  }

  /** A failed fsync leaves unknown what is on disk: from then on nothing is promised any more. */
  async function drain(): Promise<void> {
    while (waiting.length > 0 && !broken) {
      try {
        await writeGroup();
      } catch (error) {
        broken = asError(error);
      }
    }
    if (broken) {
      const reason = broken;
      for (const { done } of waiting.splice(0)) done(reason);
    }
    draining = undefined;
  }

  return {
    get durable() {
      return active.segment.last;
    },
    get waitingBytes() {
      return waitingBytes;
    },
    append(machine, readings) {
      if (closed) return Promise.reject(new Error('the outbox is closed'));
      return new Promise((done) => {
        waiting.push({ machine, readings, done });
        waitingBytes += readings.length * bytesPerReading;
        draining ??= Promise.resolve().then(drain);
      });
    },
    onDurable(listener) {
      notify = listener;
    },
    async close() {
      closed = true;
      await draining;
      await active.file.close();
    },
  };
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
