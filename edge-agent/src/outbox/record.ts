// Owns the bytes of one outbox record: length, CRC-32, fixed header, JSON body.
import { crc32 } from 'node:zlib';
import type { SignalValue } from '@takt/model/signals';

/** One reading of a machine; `at` in epoch ms of the device's clock. */
export interface Reading {
  signal: string;
  at: number;
  value: SignalValue;
}

/** What travels as one DDATA: readings of one machine under one offset. */
export interface Frame {
  /** Counts up by one per frame within an outbox epoch, from 1. */
  offset: number;
  machine: string;
  readings: Reading[];
}

/** Header of a record as the scan of a segment sees it, without parsing its body. */
export interface RecordHead {
  kind: 'segment' | 'frame';
  offset: number;
  samples: number;
  /** Latest reading time in the frame, epoch ms. */
  lastAt: number;
  bodyStart: number;
  /** Position after the record. */
  end: number;
}

const prefixBytes = 8;
const headBytes = 21;
const leastRecord = prefixBytes + headBytes;
/** A length beyond this is not a record but garbage. */
export const maxRecordBytes = 8 * 1024 * 1024;

export function encodeFrame(frame: Frame): Buffer {
  const names = new Map<string, number>();
  const signals: string[] = [];
  const cells: SignalValue[] = [];
  const base = frame.readings[0]?.at ?? 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const { signal, at, value } of frame.readings) {
    let index = names.get(signal);
    if (index === undefined) {
      index = signals.push(signal) - 1;
      names.set(signal, index);
    }
    cells.push(index, at - base, value);
    if (at > lastAt) lastAt = at;
  }
  const body = JSON.stringify([frame.machine, base, signals, cells]);
  return encodeRecord(1, frame.offset, frame.readings.length, lastAt, body);
}

/** First record of every segment; `offset` is that of the first frame to follow. */
export function encodeSegmentHead(offset: number, positions: ReadonlyMap<string, number>): Buffer {
  return encodeRecord(0, offset, 0, 0, JSON.stringify([...positions]));
}

function encodeRecord(kind: number, offset: number, samples: number, lastAt: number, body: string): Buffer {
  const bodyBytes = Buffer.byteLength(body);
  const record = Buffer.allocUnsafe(leastRecord + bodyBytes);
  record.writeUInt32LE(headBytes + bodyBytes, 0);
  record.writeUInt8(kind, prefixBytes);
  record.writeDoubleLE(offset, prefixBytes + 1);
  record.writeUInt32LE(samples, prefixBytes + 9);
  record.writeDoubleLE(lastAt, prefixBytes + 13);
  record.write(body, leastRecord, 'utf8');
  record.writeUInt32LE(crc32(record.subarray(prefixBytes)), 4);
  return record;
}

/** Reads the record that begins at `position`; 'short': more bytes are needed; 'torn': the bytes are no record. */
export function readRecord(bytes: Buffer, position: number): RecordHead | 'short' | 'torn' {
  if (bytes.length - position < prefixBytes) return 'short';
  const length = bytes.readUInt32LE(position);
  if (length < headBytes || length > maxRecordBytes) return 'torn';
  const end = position + prefixBytes + length;
  if (end > bytes.length) return 'short';
  if (crc32(bytes.subarray(position + prefixBytes, end)) !== bytes.readUInt32LE(position + 4)) return 'torn';
  const head = position + prefixBytes;
  return {
    kind: bytes.readUInt8(head) === 0 ? 'segment' : 'frame',
    offset: bytes.readDoubleLE(head + 1),
    samples: bytes.readUInt32LE(head + 9),
    lastAt: bytes.readDoubleLE(head + 13),
    bodyStart: head + headBytes,
    end,
  };
}

/** Body of a frame record; the CRC has vouched for its form. */
export function decodeFrame(bytes: Buffer, head: RecordHead): Frame {
  const [machine, base, signals, cells] = JSON.parse(bytes.toString('utf8', head.bodyStart, head.end)) as [
    string,
    number,
    string[],
    SignalValue[],
  ];
  const readings: Reading[] = new Array(cells.length / 3);
  for (let cell = 0, index = 0; cell < cells.length; cell += 3, index++) {
    readings[index] = {
      signal: signals[cells[cell] as number] as string,
      at: base + (cells[cell + 1] as number),
      value: cells[cell + 2] as SignalValue,
    };
  }
  return { offset: head.offset, machine, readings };
}

export function decodePositions(bytes: Buffer, head: RecordHead): Map<string, number> {
  return new Map(JSON.parse(bytes.toString('utf8', head.bodyStart, head.end)) as [string, number][]);
}
