// Owns writing an archive: parts of compressed JSON lines, the manifest last, so that what has one is complete.
import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import { syncDirectory } from '../../platform/process/durable-file.ts';
import { type Manifest, type ManifestPart, manifestName, manifestSumName } from './manifest.ts';
import { endOfArchive, paddedBytes, tarHeader } from './tar.ts';

export interface ArchiveWriter {
  /** A series of parts `<name>/000001.jsonl.zst` …; lines are put into them as they fill. */
  section(name: string): SectionWriter;
  /** Writes the manifest and gives the file its name; durable once it resolves. Every section must be ended. */
  finish(manifest: Omit<Manifest, 'parts'>): Promise<void>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

export interface SectionWriter {
  add(value: unknown): Promise<void>;
  end(): Promise<void>;
}

/** Text gathered before it is compressed into a part: bounds memory here and where it is restored. */
const partCharacters = 16 * 1024 * 1024;
const compress = promisify(zstdCompress);

/** Writes beside `path` first: nothing of that name is there before it is complete. */
export async function createArchive(path: string, writtenAt: number): Promise<ArchiveWriter> {
  const temporary = `${path}.partial`;
  const file = await open(temporary, 'w', 0o600);
  const parts: ManifestPart[] = [];

  async function member(name: string, content: Buffer): Promise<string> {
    await writeAll(file, [tarHeader({ name, bytes: content.length }, writtenAt), content, paddingOf(content.length)]);
    return createHash('sha256').update(content).digest('hex');
  }

  return {
    section(name) {
      let lines: string[] = [];
      let characters = 0;
      let number = 0;
      async function flush(): Promise<void> {
        if (lines.length === 0) return;
        const part = `${name}/${String(++number).padStart(6, '0')}.jsonl.zst`;
        const content = await compress(`${lines.join('\n')}\n`);
        parts.push({ name: part, bytes: content.length, sha256: await member(part, content), lines: lines.length });
        lines = [];
        characters = 0;
      }
      return {
        async add(value) {
          const line = JSON.stringify(value);
          lines.push(line);
          characters += line.length;
          if (characters >= partCharacters) await flush();
        },
        end: flush,
      };
    },
    async finish(manifest) {
      const text = Buffer.from(`${JSON.stringify({ ...manifest, parts } satisfies Manifest, null, 2)}\n`);
      const sum = await member(manifestName, text);
      await member(manifestSumName, Buffer.from(`${sum}  ${manifestName}\n`));
      await writeAll(file, [endOfArchive]);
      await file.sync();
      await file.close();
      await rename(temporary, path);
      await syncDirectory(dirname(path));
    },
    async abandon() {
      await file.close();
      await rm(temporary, { force: true });
    },
  };
}

function paddingOf(bytes: number): Buffer {
  return Buffer.alloc(paddedBytes(bytes) - bytes);
}

async function writeAll(file: FileHandle, buffers: readonly Buffer[]): Promise<void> {
  for (const buffer of buffers) {
    for (let written = 0; written < buffer.length; ) {
      written += (await file.write(buffer, written)).bytesWritten;
    }
  }
}
