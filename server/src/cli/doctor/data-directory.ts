// Owns the check of the data directory: room on its disk, and what lies in it.
import { existsSync } from 'node:fs';
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { unfinishedFile } from '../../platform/process/data-directory.ts';
import { bytes } from '../terminal/text.ts';
import type { Check } from './check.ts';

const warnBytes = 5_000_000_000;
const failBytes = 500_000_000;

export function dataDirectoryCheck(config: Config): Check {
  const { dataDirectory, spoolMaxBytes } = config;
  return {
    part: 'data directory',
    hint: 'TAKT_DATA_DIR must be a directory the server can write',
    async run() {
      if (!existsSync(dataDirectory)) return { verdict: 'warn', detail: `${dataDirectory} does not exist yet` };
      const disk = await statfs(dataDirectory);
      const free = disk.bavail * disk.bsize;
      const spool = await sizeOf(join(dataDirectory, 'spool'));
      const detail = [
        `${dataDirectory}: ${bytes(await sizeOf(dataDirectory))}`,
        `${bytes(free)} of ${bytes(disk.blocks * disk.bsize)} free`,
        ...(spool > 0 ? [`spool ${bytes(spool)} of ${bytes(spoolMaxBytes)}`] : []),
      ].join(', ');
      if (existsSync(join(dataDirectory, unfinishedFile))) {
        return { verdict: 'fail', detail, hint: 'a restore or a move was interrupted: run it again' };
      }
      if (free < failBytes) return { verdict: 'fail', detail, hint: 'the disk is full: make room at once' };
      if (free < warnBytes) return { verdict: 'warn', detail, hint: 'the disk is filling up: make room' };
      if (spool > 0.8 * spoolMaxBytes) {
        return { verdict: 'warn', detail, hint: 'the spool is nearly full: bring the telemetry store back' };
      }
      return { verdict: 'ok', detail };
    },
  };
}

/** Files that go meanwhile count for nothing. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return 0;
  if (!found.isDirectory()) return found.size;
  let sum = 0;
  for (const name of await readdir(path).catch(() => [])) sum += await sizeOf(join(path, name));
  return sum;
}
