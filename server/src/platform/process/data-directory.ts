// Owns the data directory: it exists, can be written, is whole, and belongs to one server at a time.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

export interface DataDirectory {
  path(name: string): string;
  /** Tells other programs on this machine where the server is reached. */
  announce(facts: Announcement): void;
  release(): void;
}

const announcementSchema = z.object({
  pid: z.int(),
  httpPort: z.int(),
  mqttPort: z.int().optional(),
  mqttTlsPort: z.int().optional(),
});

export interface Announcement {
  pid: number;
  httpPort: number;
  mqttPort?: number | undefined;
  /** Of the embedded broker with TLS, where it has one. */
  mqttTlsPort?: number | undefined;
}

const announcement = 'server.json';
const lockFile = 'server.lock';
/** Whoever only looks whether the directory is in use lets go of it well within this. */
const probeMs = 300;
/**
 * Stands in a data directory while an operator's command fills it, and says which. What lies there then is not whole: no server
 * may start on it.
 */
export const unfinishedFile = 'unfinished.json';
const unfinishedSchema = z.object({ command: z.string() });

/**
 * Throws with a message for the operator where the directory cannot be used. `finishes` is the command that may go on with what
 * it has left unfinished there.
 */
export function openDataDirectory(directory: string, { finishes }: { finishes?: string } = {}): DataDirectory {
  try {
    mkdirSync(directory, { recursive: true });
    const probe = join(directory, '.write-test');
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new Error(`the data directory ${directory} (TAKT_DATA_DIR) cannot be written: ${messageOf(error)}`);
  }
  const lock = takeLock(directory, probeMs);
  const unfinished = unfinishedIn(directory);
  if (unfinished !== undefined && unfinished !== finishes) {
    lock.close();
    throw new Error(
      `"takt ${unfinished}" into ${directory} (TAKT_DATA_DIR) was interrupted; run it again to finish it`,
    );
  }
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
function takeLock(directory: string, timeout: number): DatabaseSync {
  const lock = new DatabaseSync(join(directory, lockFile), { timeout });
  try {
    lock.exec('begin exclusive');
    return lock;
  } catch {
    lock.close();
    throw new Error(`the data directory ${directory} (TAKT_DATA_DIR) is in use by another server or command`);
  }
}

/** Whether some process has the directory. */
export function isInUse(directory: string): boolean {
  if (!existsSync(join(directory, lockFile))) return false;
  try {
    takeLock(directory, 0).close();
    return false;
  } catch {
    return true;
  }
}

/** Where the server that has the directory is reached; undefined while it starts, and where none has it. */
export function readAnnouncement(directory: string): Announcement | undefined {
  if (!isInUse(directory)) return undefined;
  return readJson(join(directory, announcement), announcementSchema);
}

/** Command that was interrupted while it filled the directory. */
function unfinishedIn(directory: string): string | undefined {
  const file = join(directory, unfinishedFile);
  if (!existsSync(file)) return undefined;
  return readJson(file, unfinishedSchema)?.command ?? 'restore';
}

function readJson<S extends z.ZodType>(file: string, schema: S): z.output<S> | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
