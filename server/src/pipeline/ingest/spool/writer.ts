// Owns writing to the spool: records go to the end of the newest segment and are on disk when that resolves.
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { encodeHead, headBytes, type Segment, segmentPath } from './segment.ts';

export function createSegmentWriter(options: {
  directory: string;
  /** Ascending; the newest is added at the end. */
  segments: Segment[];
  /** Size from which on a new segment is begun. */
  segmentBytes: number;
  /** Number of the next segment. */
  next: number;
}) {
  const { directory, segments, segmentBytes } = options;
  let next = options.next;
  let active: { file: FileHandle; segment: Segment } | undefined;

  async function begin(): Promise<NonNullable<typeof active>> {
    const path = segmentPath(directory, next);
    const file = await open(path, 'wx');
    next++;
    try {
      await file.write(encodeHead({ position: headBytes, records: 0 }), 0, headBytes, 0);
      await file.datasync();
      await syncDirectory(directory);
    } catch (error) {
      await file.close();
      await unlink(path).catch(() => {});
      throw error;
    }
    const segment = { path, bytes: headBytes, position: headBytes, records: 0, oldestAt: 0 };
    segments.push(segment);
    return { file, segment };
  }

  /** Nothing more is written to the newest segment; its head says so. */
  async function seal(): Promise<void> {
    if (!active) return;
    const { file, segment } = active;
    active = undefined;
    try {
      await file.write(encodeHead(segment), 0, headBytes, 0);
    } finally {
      await file.close();
    }
  }

  /** What a failed fsync left on disk is unknown: nothing more goes into this file. */
  async function abandon(file: FileHandle, segment: Segment): Promise<void> {
    await file.truncate(segment.bytes).catch(() => {});
    await seal();
    if (segment.records > 0) return;
    segments.splice(segments.indexOf(segment), 1);
    await unlink(segment.path);
  }

  return {
    seal,
    /** Appends all records or none; rejects where the disk is full or fails. */
    async append(records: readonly Buffer[], writtenAt: number): Promise<void> {
      if (active && active.segment.bytes >= segmentBytes) await seal();
      active ??= await begin();
      const { file, segment } = active;
      const bytes = Buffer.concat(records);
      try {
        await writeAll(file, bytes, segment.bytes);
        await file.datasync();
      } catch (error) {
        await abandon(file, segment).catch(() => {});
        throw error;
      }
      if (segment.records === 0) segment.oldestAt = writtenAt;
      segment.bytes += bytes.length;
      segment.records += records.length;
    },
    isActive: (segment: Segment) => active?.segment === segment,
  };
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}

/** Makes the name of a new file durable. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
