// Owns the segment files of an outbox: their names, and what a scan finds in them.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeFrame, decodePositions, type RecordHead, readRecord } from './record.ts';

export interface Segment {
  path: string;
  /** Offset of its first frame. */
  first: number;
  /** Offset of its last frame; first - 1 while it has none. */
  last: number;
  bytes: number;
  samples: number;
}

const suffix = '.seg';

export function segmentPath(directory: string, first: number): string {
  return join(directory, `${String(first).padStart(16, '0')}${suffix}`);
}

/** Segment files in order of their offsets. */
export async function listSegments(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  return names
    .filter((name) => /^\d{16}\.seg$/.test(name))
    .sort()
    .map((name) => join(directory, name));
}

export interface Scan {
  segment: Segment;
  /** Latest reading time per machine, as of the segment's end. */
  positions: Map<string, number>;
  /** Bytes after the last whole record. */
  torn: number;
}

/** Reads a segment through, checking every record. `positions` are gathered only when asked for: they need the bodies parsed. */
export async function scanSegment(path: string, withPositions: boolean): Promise<Scan | undefined> {
  const bytes = await readFile(path);
  const start = readRecord(bytes, 0);
  if (typeof start === 'string' || start.kind !== 'segment') return undefined;
  const segment: Segment = { path, first: start.offset, last: start.offset - 1, bytes: start.end, samples: 0 };
  const positions = decodePositions(bytes, start);
  for (;;) {
    const head = readRecord(bytes, segment.bytes);
    if (typeof head === 'string' || head.offset !== segment.last + 1) break;
    segment.last = head.offset;
    segment.samples += head.samples;
    segment.bytes = head.end;
    if (withPositions) advance(positions, decodeFrame(bytes, head).machine, head.lastAt);
  }
  return { segment, positions, torn: bytes.length - segment.bytes };
}

export function advance(positions: Map<string, number>, machine: string, at: number): void {
  const known = positions.get(machine);
  if (known === undefined || at > known) positions.set(machine, at);
}

/** Samples of the segment's frames after `offset`. */
export async function samplesAfter(segment: Segment, offset: number): Promise<number> {
  if (offset < segment.first) return segment.samples;
  const bytes = await readFile(segment.path);
  let samples = 0;
  let head: RecordHead | 'short' | 'torn' = readRecord(bytes, 0);
  while (typeof head !== 'string') {
    if (head.kind === 'frame' && head.offset > offset) samples += head.samples;
    head = readRecord(bytes, head.end);
  }
  return samples;
}
