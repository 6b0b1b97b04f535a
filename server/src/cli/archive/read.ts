// Owns reading an archive: verified as a whole before anything of it is used, then part by part.
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { type Manifest, type ManifestPart, manifestName, manifestSumName, parseManifest } from './manifest.ts';
import { blockBytes, paddedBytes, parseTarHeader, type TarHeader } from './tar.ts';

export interface ArchiveReader {
  manifest: Manifest;
  /** SHA-256 of the manifest: names exactly this archive. */
  id: string;
  /** Every line of the parts of a section, a part at a time. */
  section(name: string): AsyncGenerator<unknown[]>;
  close(): Promise<void>;
}

interface Member extends TarHeader {
  offset: number;
}

/** A tar may be filled up to a record of twenty blocks. */
const mostEmptyBytes = 20 * blockBytes;
const readBytes = 1024 * 1024;
/** Far above what a part is written with: a part that grows beyond it is not ours. */
const mostPartBytes = 512 * 1024 * 1024;
const decompress = promisify(zstdDecompress);

/** Rejects where the archive is damaged, incomplete, or none. `onProgress` is told the share that is verified. */
export async function openArchive(path: string, onProgress: (share: number) => void): Promise<ArchiveReader> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new Error(`${path} cannot be read: ${messageOf(error)}`);
  });
  try {
    const members = await listMembers(file);
    const { manifest, id } = await readManifest(file, members);
    await verifyParts(file, members, manifest.parts, onProgress);
    return { manifest, id, section: (name) => readSection(file, members, manifest, name), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw new Error(`${path} ${messageOf(error)}`, { cause: error });
  }
}

async function listMembers(file: FileHandle): Promise<Map<string, Member>> {
  const { size } = await file.stat();
  const members = new Map<string, Member>();
  for (let offset = 0; ; ) {
    if (offset + blockBytes > size) throw new Error(members.size > 0 ? incomplete : foreign);
    const header = headerOf(await readAt(file, offset, blockBytes), members.size > 0);
    if (!header) {
      await mustBeEmpty(file, offset, size - offset);
      return members;
    }
    const padded = paddedBytes(header.bytes);
    if (offset + blockBytes + padded > size) throw new Error(incomplete);
    await mustBeEmpty(file, offset + blockBytes + header.bytes, padded - header.bytes);
    members.set(header.name, { ...header, offset: offset + blockBytes });
    offset += blockBytes + padded;
  }
}

const foreign = 'is no archive of Takt';

function headerOf(block: Buffer, begun: boolean): TarHeader | undefined {
  try {
    return parseTarHeader(block);
  } catch (error) {
    throw new Error(begun ? 'is damaged' : foreign, { cause: error });
  }
}

/** What follows a part up to the next, and the last part up to the end, holds nothing. */
async function mustBeEmpty(file: FileHandle, offset: number, bytes: number): Promise<void> {
  const empty = bytes <= mostEmptyBytes && (await readAt(file, offset, bytes)).every((byte) => byte === 0);
  if (!empty) throw new Error('is damaged');
}

const incomplete = 'is incomplete: it ends before its manifest';

async function readManifest(file: FileHandle, members: ReadonlyMap<string, Member>) {
  const [manifest, sum] = [members.get(manifestName), members.get(manifestSumName)];
  if (!manifest || !sum || manifest.bytes > mostPartBytes || sum.bytes > blockBytes) throw new Error(incomplete);
  const text = await readAt(file, manifest.offset, manifest.bytes);
  const id = createHash('sha256').update(text).digest('hex');
  const expected = (await readAt(file, sum.offset, sum.bytes)).toString('utf8');
  if (expected !== `${id}  ${manifestName}\n`) throw new Error('is damaged: its manifest is not what was written');
  return { manifest: parseManifest(text.toString('utf8')), id };
}

async function verifyParts(
  file: FileHandle,
  members: ReadonlyMap<string, Member>,
  parts: readonly ManifestPart[],
  onProgress: (share: number) => void,
): Promise<void> {
  if (members.size !== parts.length + 2) throw new Error('is damaged: it holds other parts than its manifest names');
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  let verified = 0;
  for (const part of parts) {
    const member = members.get(part.name);
    const whole = member?.bytes === part.bytes && (await sumOf(file, member)) === part.sha256;
    if (!whole) throw new Error(`is damaged: ${part.name} is not what was written`);
    verified += part.bytes;
    onProgress(verified / total);
  }
}

async function sumOf(file: FileHandle, { offset, bytes }: Member): Promise<string> {
  const hash = createHash('sha256');
  for (let done = 0; done < bytes; done += readBytes) {
    hash.update(await readAt(file, offset + done, Math.min(readBytes, bytes - done)));
  }
  return hash.digest('hex');
}

async function* readSection(
  file: FileHandle,
  members: ReadonlyMap<string, Member>,
  manifest: Manifest,
  section: string,
): AsyncGenerator<unknown[]> {
  for (const { name, lines } of manifest.parts.filter((part) => part.name.startsWith(`${section}/`))) {
    const member = members.get(name);
    if (!member) throw new Error(`${name} is missing`);
    const content = await readAt(file, member.offset, member.bytes);
    const text = (await decompress(content, { maxOutputLength: mostPartBytes })).toString('utf8');
    const values = text
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    if (values.length !== lines) throw new Error(`${name} holds ${values.length} lines instead of ${lines}`);
    yield values;
  }
}

async function readAt(file: FileHandle, offset: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  for (let done = 0; done < bytes; ) {
    const { bytesRead } = await file.read(buffer, done, bytes - done, offset + done);
    if (bytesRead === 0) throw new Error(incomplete);
    done += bytesRead;
  }
  return buffer;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
