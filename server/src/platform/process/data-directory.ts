// Owns the data directory: it exists, can be written, and belongs to one server at a time.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface DataDirectory {
  path(name: string): string;
  /** Tells other programs on this machine where the server is reached. */
  announce(facts: { pid: number; httpPort: number; mqttPort: number | undefined }): void;
  release(): void;
}

const announcement = 'server.json';

/** Throws with a message for the operator where the directory cannot be used. */
export function openDataDirectory(directory: string): DataDirectory {
  try {
    mkdirSync(directory, { recursive: true });
    const probe = join(directory, '.write-test');
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new Error(`the data directory ${directory} (TAKT_DATA_DIR) cannot be written: ${messageOf(error)}`);
  }
  const lock = takeLock(directory);
  rmSync(join(directory, announcement), { force: true });
  return {
    path: (name) => join(directory, name),
    announce: (facts) => writeFileSync(join(directory, announcement), `${JSON.stringify(facts)}\n`),
    release() {
      rmSync(join(directory, announcement), { force: true });
      lock.close();
    },
  };
}

/** An open SQLite transaction is a lock the operating system takes back when the process dies, however it dies. */
function takeLock(directory: string): DatabaseSync {
  const lock = new DatabaseSync(join(directory, 'server.lock'), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
    return lock;
  } catch {
    lock.close();
    throw new Error(`the data directory ${directory} (TAKT_DATA_DIR) is in use by another server`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
