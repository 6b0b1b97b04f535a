// Owns the single-writer lock on a data directory.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export class DirectoryInUse extends Error {
  constructor(directory: string) {
    super(`${directory} is in use by another agent; two agents must not share a data directory`);
    this.name = 'DirectoryInUse';
  }
}

/**
 * Takes the lock or throws {@link DirectoryInUse}; returns its release. SQLite's file lock is the operating system's: it ends
 * with the process however that dies, and holds between containers, where a process id would mean nothing.
 */
export function lockDirectory(directory: string): () => void {
  const database = new DatabaseSync(join(directory, 'lock'), { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) throw new DirectoryInUse(directory);
    throw error;
  }
  return () => database.close();
}
