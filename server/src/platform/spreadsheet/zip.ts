// Owns the archive a workbook is (ZIP, APPNOTE 6.3.10): what is in it is judged by its directory, and unpacked piece by piece, no further than that says.
import { createInflateRaw } from 'node:zlib';
import { bounds } from './bounds.ts';
import { FileProblem } from './table.ts';

interface Entry {
  name: string;
  /** 0: stored, 8: deflated. */
  method: number;
  packedBytes: number;
  unpackedBytes: number;
  at: number;
}

export interface Archive {
  names: readonly string[];
  has(name: string): boolean;
  /** Text of an entry, piece by piece; nothing where there is none. */
  text(name: string): AsyncGenerator<string>;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
/** Of the end of the directory without its comment, and of the longest comment. */
const endBytes = 22;
const longestComment = 65_535;

/** @throws {FileProblem} where it is damaged, encrypted, or would unpack beyond the bounds. */
export function openArchive(content: Uint8Array): Archive {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const entries = new Map(readDirectory(bytes).map((entry) => [entry.name, entry]));
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    async *text(name) {
      const entry = entries.get(name);
      if (entry) yield* textOf(bytes, entry);
    },
  };
}

function readDirectory(bytes: Buffer): Entry[] {
  const end = endOfDirectory(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > bounds.entries) throw new FileProblem('unpacks_too_large', `${count} parts`);
  const entries: Entry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  let unpacked = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== entrySignature) throw new FileProblem('damaged');
    const nameLength = bytes.readUInt16LE(at + 28);
    const entry = entryAt(bytes, at, nameLength);
    unpacked += entry.unpackedBytes;
    if (unpacked > bounds.unpackedBytes) throw new FileProblem('unpacks_too_large');
    if (entry.unpackedBytes > bounds.ratioFromBytes && entry.unpackedBytes > entry.packedBytes * bounds.ratio)
      throw new FileProblem('unpacks_too_large', entry.name);
    entries.push(entry);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function endOfDirectory(bytes: Buffer): number {
  for (let at = bytes.length - endBytes; at >= 0 && at >= bytes.length - endBytes - longestComment; at--)
    if (bytes.readUInt32LE(at) === endSignature) return at;
  throw new FileProblem('damaged');
}

function entryAt(bytes: Buffer, at: number, nameLength: number): Entry {
  if (bytes.readUInt16LE(at + 8) & 1) throw new FileProblem('encrypted');
  return {
    // Some programs write the separators of Windows.
    name: bytes.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/'),
    method: bytes.readUInt16LE(at + 10),
    packedBytes: bytes.readUInt32LE(at + 20),
    unpackedBytes: bytes.readUInt32LE(at + 24),
    at: bytes.readUInt32LE(at + 42),
  };
}

async function* textOf(bytes: Buffer, entry: Entry): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let unpacked = 0;
  try {
    for await (const chunk of unpack(packedOf(bytes, entry), entry.method)) {
      unpacked += chunk.length;
      // The directory said less: it was written to deceive.
      if (unpacked > entry.unpackedBytes) throw new FileProblem('unpacks_too_large', entry.name);
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    throw error instanceof FileProblem ? error : new FileProblem('damaged', entry.name, { cause: error });
  }
}

function packedOf(bytes: Buffer, { at, packedBytes }: Entry): Buffer {
  if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== localSignature) throw new FileProblem('damaged');
  const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  if (start + packedBytes > bytes.length) throw new FileProblem('damaged');
  return bytes.subarray(start, start + packedBytes);
}

async function* unpack(packed: Buffer, method: number): AsyncGenerator<Buffer> {
  if (method === 0) {
    yield packed;
    return;
  }
  if (method !== 8) throw new FileProblem('damaged', `packed by method ${method}`);
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
  inflate.end(packed);
  yield* inflate;
}
