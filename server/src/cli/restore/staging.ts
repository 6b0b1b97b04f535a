// Owns making a restore all or nothing: filled beside what is there, then put in its place by renaming, however often it is interrupted.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { unfinishedFile } from '../../platform/process/data-directory.ts';
import { syncDirectory, writeDurably } from '../../platform/process/durable-file.ts';
import { registryFile, telemetryDirectory } from '../installation/parts.ts';

const recordSchema = z.object({
  command: z.literal('restore'),
  /** Which archive is restored. */
  archive: z.string(),
  /** While `filling` nothing of the installation is touched; `placing` can only be finished. */
  stage: z.enum(['filling', 'placing']),
  /** Where what was there is moved, in the data directory. */
  aside: z.string(),
});
type Record = z.infer<typeof recordSchema>;

export interface Staging {
  /** Where the parts are made, as in a data directory. */
  directory: string;
  /** Everything is filled: an interrupted restore before had come this far. */
  readonly filled: boolean;
  /** Makes `fill` run on an empty directory, and what it made durable. */
  fill(fill: () => Promise<void>): Promise<void>;
  /** Gives every part its place. What was there is moved aside: its directory, or undefined where there was nothing. */
  place(): Promise<string | undefined>;
  /** From here on the installation is whole. */
  finish(): Promise<void>;
}

/** Rejects where the restore of another archive can only be finished. */
export async function openStaging(dataDirectory: string, archive: string, now: number): Promise<Staging> {
  const directory = join(dataDirectory, 'restore');
  const file = join(dataDirectory, unfinishedFile);
  let record: Record | undefined = await readRecord(file);
  if (record?.stage === 'placing' && record.archive !== archive) {
    throw new Error('the restore of another archive was interrupted at its end; finish that one first');
  }
  const write = async (stage: Record['stage']) => {
    const aside = record?.aside ?? `before-restore-${new Date(now).toISOString().replace(/\D/g, '').slice(0, 14)}`;
    record = { command: 'restore', archive, stage, aside };
    await writeDurably(file, `${JSON.stringify(record)}\n`);
  };

  return {
    directory,
    get filled() {
      return record?.stage === 'placing';
    },
    async fill(fill) {
      await write('filling');
      await rm(directory, { recursive: true, force: true });
      await mkdir(directory);
      await fill();
      await syncDirectory(directory);
      await write('placing');
    },
    async place() {
      const aside = join(dataDirectory, record?.aside ?? '');
      const parts = [[telemetryDirectory], [`${registryFile}-wal`, `${registryFile}-shm`, registryFile]];
      for (const names of parts) {
        const part = names.at(-1) ?? '';
        if (!existsSync(join(directory, part))) continue;
        for (const name of names) await moveAside(join(dataDirectory, name), aside, name);
        await rename(join(directory, part), join(dataDirectory, part));
        await syncDirectory(dataDirectory);
      }
      return existsSync(aside) ? aside : undefined;
    },
    async finish() {
      await rm(directory, { recursive: true, force: true });
      await rm(file, { force: true });
      await syncDirectory(dataDirectory);
    },
  };
}

async function moveAside(path: string, aside: string, name: string): Promise<void> {
  if (!existsSync(path)) return;
  await mkdir(aside, { recursive: true });
  await rename(path, join(aside, name));
}

async function readRecord(file: string): Promise<Record | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : recordSchema.parse(JSON.parse(text));
}
