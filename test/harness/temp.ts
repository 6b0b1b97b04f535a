// Owns temporary directories of tests: one each, removed when the test is over.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TempDirectory {
  path: string;
  remove(): Promise<void>;
}

export async function createTempDirectory(purpose = 'test'): Promise<TempDirectory> {
  const path = await mkdtemp(join(tmpdir(), `takt-${purpose}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) };
}
