// Owns small file systems of tests, to fill a disk that is nobody else's.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Mounts an empty file system of so many bytes on a directory; answers how to take it away again. */
export function mountTmpfs(directory: string, bytes: number): () => void {
  mkdirSync(directory, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', directory], { stdio: 'ignore' });
  return () => void execFileSync('umount', ['--lazy', directory], { stdio: 'ignore' });
}

/** Whether this user may mount here: root may, where the container lets it. */
export function canMount(): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'takt-mount-'));
  try {
    mountTmpfs(directory, 65_536)();
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(directory);
  }
}
