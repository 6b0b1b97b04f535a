// Owns the bytes of one record in a spool file: mark, length, CRC-32, head, body.
import { crc32 } from 'node:zlib';

export interface RecordHead {
  /** Position of its first byte. */
  start: number;
  /** Position after it. */
  end: number;
  bodyStart: number;
  /** When it was written, epoch ms. */
  writtenAt: number;
  readings: number;
}

/** By it the next record is found behind damaged bytes; the digit is the version of the form. */
const mark = Buffer.from('TKR1');
const prefixBytes = 12;
const headBytes = 12;
/** Bytes before the body: what a look at a record needs to read. */
export const leastRecordBytes = prefixBytes + headBytes;

export function encodeRecord(body: Uint8Array, writtenAt: number, readings: number): Buffer {
  const record = Buffer.allocUnsafe(leastRecordBytes + body.length);
  mark.copy(record);
  record.writeUInt32LE(headBytes + body.length, 4);
  record.writeDoubleLE(writtenAt, prefixBytes);
  record.writeUInt32LE(readings, prefixBytes + 8);
  record.set(body, leastRecordBytes);
  record.writeUInt32LE(crc32(record.subarray(prefixBytes)), 8);
  return record;
}

/** The whole and undamaged record that begins at `start`, or undefined. */
function recordAt(bytes: Buffer, start: number): RecordHead | undefined {
  if (bytes.length - start < leastRecordBytes || bytes.compare(mark, 0, 4, start, start + 4) !== 0) return undefined;
  const end = start + prefixBytes + bytes.readUInt32LE(start + 4);
  if (end < start + leastRecordBytes || end > bytes.length) return undefined;
  const content = bytes.subarray(start + prefixBytes, end);
  if (crc32(content) !== bytes.readUInt32LE(start + 8)) return undefined;
  return { start, end, bodyStart: start + leastRecordBytes, ...lookAt(bytes, start) };
}

/** What stands before the body of a record, unchecked. */
export function lookAt(bytes: Buffer, start: number): { writtenAt: number; readings: number } {
  const head = start + prefixBytes;
  return { writtenAt: bytes.readDoubleLE(head), readings: bytes.readUInt32LE(head + 8) };
}

/** The first whole record at or after `position`; bytes before it are damaged. */
export function findRecord(bytes: Buffer, position: number): RecordHead | undefined {
  for (let start = position; start >= 0; start = bytes.indexOf(mark, start + 1)) {
    const record = recordAt(bytes, start);
    if (record) return record;
  }
  return undefined;
}
