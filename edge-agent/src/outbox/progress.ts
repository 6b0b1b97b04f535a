// Owns the small files beside the segments: the outbox's identity, and how far it is committed and what it lost.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../durable-file.ts';

const progressSchema = z.object({
  /** Highest committed offset; 0: none. */
  committed: z.int().min(0),
  /** Samples dropped uncommitted because the outbox was full. */
  evicted: z.int().min(0),
  /** Samples not taken because the outbox was full or the disk failed. */
  refused: z.int().min(0),
});
export type Progress = z.infer<typeof progressSchema>;

const epochSchema = z.object({ epoch: z.uuid() });

/** The outbox's identity, made new where there is none. */
export async function readEpoch(directory: string, renew: boolean): Promise<string> {
  const path = join(directory, 'epoch.json');
  const known = renew ? undefined : epochSchema.safeParse(await readJson(path));
  if (known?.success) return known.data.epoch;
  const epoch = randomUUID();
  await writeDurably(path, JSON.stringify({ epoch }));
  return epoch;
}

/** Lost or broken progress only means that committed frames are sent again, so it starts from nothing. */
export async function readProgress(directory: string): Promise<Progress> {
  const parsed = progressSchema.safeParse(await readJson(join(directory, 'progress.json')));
  return parsed.success ? parsed.data : { committed: 0, evicted: 0, refused: 0 };
}

export function writeProgress(directory: string, progress: Progress): Promise<void> {
  return writeDurably(join(directory, 'progress.json'), JSON.stringify(progress));
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
