// Owns the files of the spool: their names, the head that says how far each is drained, and what a look into one finds.
import { open, readdir, readFile, rename, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { findRecord, leastRecordBytes, lookAt } from './record.ts';

export interface Segment {
  readonly path: string;
  bytes: number;
  /** Everything before is drained. */
  position: number;
  /** Records from `position` on. */
  records: number;
  /** When the record at `position` was written, epoch ms. */
  oldestAt: number;
}

const mark = Buffer.from('TAKTSPL1');
export const headBytes = 32;

export function segmentPath(directory: string, number: number): string {
  return join(directory, `${String(number).padStart(9, '0')}.spool`);
}

/** `records` says that the file is complete and how many are left; 0: they must be counted. */
export function encodeHead({ position, records }: { position: number; records: number }): Buffer {
  const head = Buffer.alloc(headBytes);
  mark.copy(head);
  head.writeDoubleLE(position, 8);
  head.writeDoubleLE(records, 16);
  return head;
}

/** Segment files in order, the bytes of damaged ones kept aside, and the first free number. */
export async function listSegments(directory: string): Promise<{ paths: string[]; aside: string[]; next: number }> {
  const names = (await readdir(directory)).filter((name) => /^\d{9}[-.]/.test(name)).sort();
  const last = names.at(-1);
  const ending = (suffix: string) => names.filter((name) => name.endsWith(suffix)).map((name) => join(directory, name));
  return { paths: ending('.spool'), aside: ending('.bad'), next: last ? Number.parseInt(last, 10) + 1 : 1 };
}

export interface Found {
  segment: Segment;
  /** Bytes of a record that was never finished, cut off. */
  torn: number;
}

/** What a segment of a former process holds; undefined: no segment at all. One without a record left is removed. */
export async function lookInto(path: string): Promise<Found | undefined> {
  const file = await open(path, 'r');
  try {
    const { size: bytes } = await file.stat();
    const { buffer: head } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    if (bytes < headBytes) return await removeUnbegun(path, bytes);
    if (head.compare(mark, 0, 8, 0, 8) !== 0) return undefined;
    const [noted, records] = [head.readDoubleLE(8), head.readDoubleLE(16)];
    const position = noted >= headBytes && noted <= bytes ? noted : headBytes;
    if (!isComplete(records, bytes - position)) return await count(path, position);
    const { buffer: next } = await file.read(Buffer.alloc(leastRecordBytes), 0, leastRecordBytes, position);
    return { segment: { path, bytes, position, records, oldestAt: lookAt(next, 0).writtenAt }, torn: 0 };
  } finally {
    await file.close();
  }
}

/** Whether a head says that there are so many records in so many bytes, and a crash has not left anything in place of the number. */
function isComplete(records: number, bytes: number): boolean {
  return Number.isInteger(records) && records > 0 && records * leastRecordBytes <= bytes;
}

async function removeUnbegun(path: string, torn: number): Promise<Found> {
  await unlink(path);
  return { segment: { path, bytes: 0, position: 0, records: 0, oldestAt: 0 }, torn };
}

/** Reads a segment through that was still being written, and cuts off what was not finished: nobody was promised it. */
async function count(path: string, position: number): Promise<Found> {
  const bytes = await readFile(path);
  const segment: Segment = { path, bytes: position, position, records: 0, oldestAt: 0 };
  for (let record = findRecord(bytes, position); record; record = findRecord(bytes, record.end)) {
    if (segment.records++ === 0) segment.oldestAt = record.writtenAt;
    segment.bytes = record.end;
  }
  const torn = bytes.length - segment.bytes;
  if (segment.records === 0) await unlink(path);
  else if (torn > 0) await truncate(path, segment.bytes);
  return { segment, torn };
}

/** Takes a file out of the spool without losing it. */
export async function putAside(path: string): Promise<void> {
  await rename(path, path.replace(/\.spool$/, '.bad'));
}
