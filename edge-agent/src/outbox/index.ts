// Owns the outbox: readings wait here, on disk, until the server has committed them.
import { mkdir, truncate, unlink } from 'node:fs/promises';
import { type Cursor, createCursor } from './cursor.ts';
import { lockDirectory } from './lock.ts';
import { readEpoch, readProgress, writeProgress } from './progress.ts';
import type { Reading } from './record.ts';
import { listSegments, type Segment, samplesAfter, scanSegment } from './segment.ts';
import { createSegmentWriter } from './writer.ts';

export type { Cursor } from './cursor.ts';
export { DirectoryInUse } from './lock.ts';
export type { Frame, Reading } from './record.ts';

export interface OutboxOptions {
  directory: string;
  /** Most bytes kept on disk; at least 64 KiB. */
  maxBytes: number;
  /** `drop_oldest`: uncommitted frames are given up from the old end; `refuse_new`: appends are refused. Both count. */
  whenFull: 'drop_oldest' | 'refuse_new';
  onProblem?: (problem: OutboxProblem) => void;
}

export type OutboxProblem =
  | { kind: 'torn_tail'; path: string; bytes: number }
  | { kind: 'unreadable_segment'; path: string }
  | { kind: 'evicted'; samples: number }
  | { kind: 'disk'; error: Error };

/** `stored`: the readings are on disk under this offset. `refused`: they are not, and `refused` counts them. */
export type Appended = { kind: 'stored'; offset: number } | { kind: 'refused'; reason: 'full' | 'disk' };

export interface Outbox {
  /** Changes only with a new outbox directory. */
  readonly epoch: string;
  /** Offset of the first frame that is neither committed nor evicted. */
  readonly first: number;
  /** Highest offset on disk; first - 1 where all is committed. */
  readonly durable: number;
  readonly bytes: number;
  /** Samples ever evicted uncommitted. */
  readonly evicted: number;
  /** Samples ever refused. */
  readonly refused: number;
  /** Resolves when the readings are on disk; many appends share one fsync. Rejects only after {@link close}. */
  append(machine: string, readings: readonly Reading[]): Promise<Appended>;
  /** The frames up to and including `offset` are no longer needed. */
  trim(offset: number): void;
  cursor(from: number): Cursor;
  /** Latest reading time ever recorded for a machine, epoch ms; survives trimming. */
  lastAt(machine: string): number | undefined;
  /** Called after frames have become durable. */
  onDurable(listener: () => void): void;
  close(): Promise<void>;
}

const largestSegment = 4 * 1024 * 1024;
const progressEveryMs = 1000;

/** Opens or creates the outbox in `directory`. Throws DirectoryInUse where another process holds it. */
export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  await mkdir(options.directory, { recursive: true });
  const unlock = lockDirectory(options.directory);
  try {
    return await openLocked(options, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

interface Found {
  segments: Segment[];
  positions: Map<string, number>;
}

/** Scans what is there; cuts a torn tail off the last segment, as no one was told that it was stored. */
async function recover(options: OutboxOptions): Promise<Found> {
  const found: Found = { segments: [], positions: new Map() };
  const paths = await listSegments(options.directory);
  for (const [index, path] of paths.entries()) {
    const isLast = index === paths.length - 1;
    const scan = await scanSegment(path, isLast);
    if (!scan) {
      if (isLast) await unlink(path);
      options.onProblem?.({ kind: 'unreadable_segment', path });
      continue;
    }
    if (scan.torn > 0) {
      options.onProblem?.({ kind: 'torn_tail', path, bytes: scan.torn });
      if (isLast) await truncate(path, scan.segment.bytes);
    }
    found.segments.push(scan.segment);
    found.positions = scan.positions;
  }
  const last = found.segments.at(-1);
  if (last && found.positions.size === 0)
    found.positions = (await scanSegment(last.path, true))?.positions ?? new Map();
  return found;
}

async function openLocked(options: OutboxOptions, unlock: () => void): Promise<Outbox> {
  const { directory, maxBytes } = options;
  const { segments, positions } = await recover(options);
  const epoch = await readEpoch(directory, segments.length === 0);
  const progress = segments.length === 0 ? { committed: 0, evicted: 0, refused: 0 } : await readProgress(directory);
  const segmentBytes = Math.min(largestSegment, Math.floor(maxBytes / 8));
  const listeners: (() => void)[] = [];
  const writer = await createSegmentWriter({
    directory,
    segmentBytes,
    segments,
    positions,
    next: nextOffset(segments),
  });
  progress.committed = Math.min(progress.committed, writer.durable);
  let saving: Promise<void> = Promise.resolve();
  let unsaved = false;
  let makingRoom: Promise<void> | undefined;

  const totalBytes = () => segments.reduce((sum, segment) => sum + segment.bytes, 0);

  function save(): Promise<void> {
    unsaved = false;
    saving = saving.then(() => writeProgress(directory, progress)).catch((error: unknown) => report(error));
    return saving;
  }
  const timer = setInterval(() => unsaved && void save(), progressEveryMs);
  timer.unref();

  function report(error: unknown): void {
    options.onProblem?.({ kind: 'disk', error: error instanceof Error ? error : new Error(String(error)) });
  }

  function dropFirst(): Segment | undefined {
    const segment = segments.shift();
    if (segment) unlink(segment.path).catch(report);
    return segment;
  }

  /** Gives up the oldest segments until the rest fits. */
  async function makeRoom(): Promise<void> {
    while (segments.length > 1 && totalBytes() > maxBytes) {
      const oldest = segments[0];
      if (!oldest) return;
      const lost = await samplesAfter(oldest, progress.committed).catch(() => 0);
      // Committed and dropped while it was counted.
      if (segments[0] !== oldest) continue;
      dropFirst();
      progress.committed = Math.max(progress.committed, oldest.last);
      progress.evicted += lost;
      if (lost > 0) options.onProblem?.({ kind: 'evicted', samples: lost });
      await save();
    }
  }

  async function append(machine: string, readings: readonly Reading[]): Promise<Appended> {
    if (options.whenFull === 'refuse_new' && totalBytes() + writer.waitingBytes >= maxBytes)
      return refuse('full', readings.length);
    const written = await writer.append(machine, readings);
    if (written instanceof Error) {
      report(written);
      return refuse('disk', readings.length);
    }
    if (options.whenFull === 'drop_oldest' && totalBytes() > maxBytes) {
      makingRoom ??= makeRoom().finally(() => {
        makingRoom = undefined;
      });
      await makingRoom;
    }
    return { kind: 'stored', offset: written };
  }

  function refuse(reason: 'full' | 'disk', samples: number): Appended {
    progress.refused += samples;
    unsaved = true;
    return { kind: 'refused', reason };
  }

  writer.onDurable(() => {
    for (const listener of listeners) listener();
  });
  const source = {
    segmentFor: (offset: number) => segments.find((segment) => segment.last >= offset),
    get durable() {
      return writer.durable;
    },
  };

  return {
    epoch,
    get first() {
      return Math.max(progress.committed + 1, segments[0]?.first ?? 1);
    },
    get durable() {
      return writer.durable;
    },
    get bytes() {
      return totalBytes();
    },
    get evicted() {
      return progress.evicted;
    },
    get refused() {
      return progress.refused;
    },
    append,
    trim(offset) {
      const upTo = Math.min(offset, writer.durable);
      if (upTo <= progress.committed) return;
      progress.committed = upTo;
      unsaved = true;
      while (segments.length > 1 && (segments[0]?.last ?? upTo) <= upTo) dropFirst();
    },
    cursor: (from) => createCursor(source, from),
    lastAt: (machine) => positions.get(machine),
    onDurable: (listener) => listeners.push(listener),
    async close() {
      clearInterval(timer);
      await writer.close();
      await save();
      unlock();
    },
  };
}

function nextOffset(segments: readonly Segment[]): number {
  return (segments.at(-1)?.last ?? 0) + 1;
}
