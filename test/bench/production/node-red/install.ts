// Owns Node-RED as the benchmark needs it: installed on demand from its own lock file into a cache, never a dependency of Takt.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const files = ['package.json', 'package-lock.json', '.npmrc'] as const;

/** The directory with its `node_modules`; one per lock file, under `XDG_CACHE_HOME` or `~/.cache`. */
export async function installNodeRed(): Promise<string> {
  const lock = await readFile(join(import.meta.dirname, 'package-lock.json'));
  const version = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'takt-bench');
  const directory = join(cache, `node-red-${version}`);
  if (await stat(directory).catch(() => undefined)) return directory;
  const unfinished = `${directory}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  for (const file of files) await copyFile(join(import.meta.dirname, file), join(unfinished, file));
  process.stdout.write('installing Node-RED for the comparison (once)\n');
  try {
    // Its own Node first: Node-RED asks for a newer one than the system's may be.
    const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
    await promisify(execFile)('npm', ['ci', '--ignore-scripts'], { cwd: unfinished, env: { ...process.env, PATH } });
    await rename(unfinished, directory);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return directory;
}
