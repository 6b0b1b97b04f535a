// Owns a recording: a file of SHDR lines read as a stream of blocks, in the order of the file or shuffled.
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { parseTimestamp } from '../drivers/shdr/timestamp.ts';

/** One line, or the lines of a multi-line asset, which belong together. */
export interface Block {
  /** As in the file, each line with its end. */
  text: string;
  lines: number;
  /** Epoch ms; undefined where the line carries no time that can be read. */
  at: number | undefined;
}

interface Place {
  start: number;
  bytes: number;
  lines: number;
  at: number | undefined;
}

const blockMark = '--multiline--';
const lineFeed = 10;

/** The blocks in the order of the file, without holding more than one of them. */
export async function* readBlocks(path: string): AsyncGenerator<Block> {
  for await (const { bytes, lines, at } of scan(path)) yield { text: withEnd(bytes.toString('latin1')), lines, at };
}

/**
 * The blocks in an order the seed decides. Blocks of the same millisecond keep their order among themselves: which of them
 * came last is something their time cannot tell.
 */
export async function* readShuffled(path: string, seed: number): AsyncGenerator<Block> {
  const places: Place[] = [];
  for await (const { start, bytes, lines, at } of scan(path)) places.push({ start, bytes: bytes.length, lines, at });
  const file = await open(path, 'r');
  try {
    for (const place of shuffled(places, seed)) yield await readPlace(file, place);
  } finally {
    await file.close();
  }
}

async function readPlace(file: FileHandle, { start, bytes, lines, at }: Place): Promise<Block> {
  const buffer = Buffer.allocUnsafe(bytes);
  await file.read(buffer, 0, bytes, start);
  return { text: withEnd(buffer.toString('latin1')), lines, at };
}

/** Latin-1 keeps every byte as it is, whatever the encoding of the file. */
function withEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

async function* scan(
  path: string,
): AsyncGenerator<{ start: number; bytes: Buffer; lines: number; at: number | undefined }> {
  let block: Buffer[] = [];
  let start = 0;
  let end: string | undefined;
  let at: number | undefined;
  for await (const line of fileLines(path)) {
    const text = line.toString('latin1').trimEnd();
    block.push(line);
    if (end === undefined) {
      const mark = text.indexOf(blockMark);
      at = timeOf(text);
      if (mark >= 0) end = text.slice(mark);
    } else if (text === end) end = undefined;
    if (end !== undefined) continue;
    const bytes = Buffer.concat(block);
    yield { start, bytes, lines: block.length, at };
    start += bytes.length;
    block = [];
  }
  if (block.length > 0) yield { start, bytes: Buffer.concat(block), lines: block.length, at };
}

/** Lines with their ends. */
async function* fileLines(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const bytes = chunk as Buffer;
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      rest.push(bytes.subarray(start, end + 1));
      yield rest.length === 1 && rest[0] ? rest[0] : Buffer.concat(rest);
      rest = [];
      start = end + 1;
    }
    if (start < bytes.length) rest.push(bytes.subarray(start));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

function timeOf(line: string): number | undefined {
  const timestamp = parseTimestamp(line.slice(0, Math.max(0, line.indexOf('|'))).trim());
  return timestamp?.kind === 'moment' ? timestamp.at : undefined;
}

function shuffled(places: readonly Place[], seed: number): Place[] {
  const order = permutation(places.length, seed);
  const slots = new Map<number | undefined, number[]>();
  for (const [slot, index] of order.entries()) {
    const at = places[index]?.at;
    const same = slots.get(at);
    if (same) same.push(slot);
    else slots.set(at, [slot]);
  }
  const result: Place[] = new Array(places.length);
  const used = new Map<number | undefined, number>();
  for (const place of places) {
    const next = used.get(place.at) ?? 0;
    used.set(place.at, next + 1);
    const slot = slots.get(place.at)?.[next];
    if (slot !== undefined) result[slot] = place;
  }
  return result;
}

/** Fisher–Yates on a small generator (mulberry32), so that a seed gives the same order everywhere. */
function permutation(length: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length }, (_, index) => index);
  let state = seed | 0;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  };
  for (let index = length - 1; index > 0; index--) {
    const other = below(index + 1);
    const kept = order[index] ?? 0;
    order[index] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}
