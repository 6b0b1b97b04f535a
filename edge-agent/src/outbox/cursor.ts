// Owns reading an outbox in order: a cursor over the durable frames.
import { type FileHandle, open } from 'node:fs/promises';
import { decodeFrame, type Frame, readRecord } from './record.ts';
import type { Segment } from './segment.ts';

/** What a cursor needs to know of its outbox. */
export interface FrameSource {
  /** The oldest segment that holds frames at or after `offset`. */
  segmentFor(offset: number): Segment | undefined;
  /** Highest offset on disk. `Segment.bytes` and `last` speak of durable frames only. */
  readonly durable: number;
}

export interface Cursor {
  /**
   * The next durable frame, or undefined while there is none. Its offset is beyond the expected one where frames were
   * evicted before they were read.
   */
  next(): Promise<Frame | undefined>;
  /** Reads on from `offset`. */
  seek(offset: number): void;
  close(): Promise<void>;
}

const chunkBytes = 1024 * 1024;

export function createCursor(source: FrameSource, from: number): Cursor {
  let wanted = from;
  let entered: Segment | undefined;
  let handle: FileHandle | undefined;
  let position = 0;
  let chunk = Buffer.alloc(0);
  let within = 0;

  async function enter(segment: Segment): Promise<void> {
    await handle?.close();
    handle = await open(segment.path, 'r');
    entered = segment;
    position = 0;
    chunk = Buffer.alloc(0);
    within = 0;
  }

  /** Appends the file's next durable bytes to what is left of the chunk; false where there are none. */
  async function fill(file: FileHandle, segment: Segment): Promise<boolean> {
    const wish = Math.min(chunkBytes, segment.bytes - position);
    if (wish <= 0) return false;
    const rest = chunk.subarray(within);
    const buffer = Buffer.allocUnsafe(rest.length + wish);
    rest.copy(buffer);
    const { bytesRead } = await file.read(buffer, rest.length, wish, position);
    position += bytesRead;
    chunk = buffer.subarray(0, rest.length + bytesRead);
    within = 0;
    return bytesRead > 0;
  }

  /** The first frame at or after `wanted` in the open segment. */
  async function scan(file: FileHandle, segment: Segment): Promise<Frame | undefined> {
    for (;;) {
      const head = readRecord(chunk, within);
      if (head === 'torn') return undefined;
      if (head === 'short') {
        if (!(await fill(file, segment))) return undefined;
        continue;
      }
      within = head.end;
      if (head.kind === 'frame' && head.offset >= wanted) return decodeFrame(chunk, head);
    }
  }

  async function next(): Promise<Frame | undefined> {
    while (wanted <= source.durable) {
      const segment = source.segmentFor(wanted);
      if (!segment) return undefined;
      if (segment !== entered) {
        try {
          await enter(segment);
        } catch (error) {
          if (isMissing(error)) continue;
          throw error;
        }
      }
      const frame = handle && (await scan(handle, segment));
      if (frame) {
        wanted = frame.offset + 1;
        return frame;
      }
      // Unreadable from here on: go on behind the segment rather than for ever at it.
      wanted = segment.last + 1;
    }
    return undefined;
  }

  return {
    next,
    seek(offset) {
      if (offset === wanted) return;
      wanted = offset;
      entered = undefined;
    },
    async close() {
      await handle?.close();
      handle = undefined;
      entered = undefined;
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
