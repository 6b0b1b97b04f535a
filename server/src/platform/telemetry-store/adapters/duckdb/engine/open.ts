// Owns opening the database file: limits, settings, and errors an operator can act on.
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export interface EngineOptions {
  directory: string;
  /** DuckDB's buffer pool, MB. Default 128. */
  memoryLimitMb?: number;
  /** Threads DuckDB may use. Default 2. */
  threads?: number;
}

export interface Engine {
  connect(): Promise<DuckDBConnection>;
  walPath: string;
  /** Disconnects everybody and releases the file: a connection left open would keep it locked. */
  close(): void;
}

/** File locks do not hold within one process, so a second opening here is refused by name. */
const open = new Set<string>();

export async function openEngine({ directory, memoryLimitMb = 128, threads = 2 }: EngineOptions): Promise<Engine> {
  await mkdir(directory, { recursive: true });
  const path = join(resolve(directory), 'telemetry.duckdb');
  if (open.has(path)) throw inUse(path);
  open.add(path);
  try {
    const instance = await DuckDBInstance.create(path, {
      memory_limit: `${memoryLimitMb}MB`,
      threads: String(threads),
      temp_directory: join(directory, 'telemetry.tmp'),
      // Checkpoints are ours to time (raw/maintenance.ts); this is only the backstop.
      checkpoint_threshold: '1GB',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connections: DuckDBConnection[] = [];
    return {
      walPath: `${path}.wal`,
      async connect() {
        const connection = await instance.connect();
        connections.push(connection);
        return connection;
      },
      close() {
        for (const connection of connections) connection.closeSync();
        instance.closeSync();
        open.delete(path);
      },
    };
  } catch (error) {
    open.delete(path);
    throw explain(error, path);
  }
}

function explain(error: unknown, path: string): Error {
  const text = error instanceof Error ? error.message : String(error);
  if (/lock on file/i.test(text)) {
    return inUse(path, error);
  }
  if (/version number|newer version|storage version/i.test(text)) {
    return new Error(`the telemetry store ${path} was written by a newer version of DuckDB; update Takt`, {
      cause: error,
    });
  }
  return new Error(`the telemetry store ${path} cannot be opened: ${text}`, { cause: error });
}

function inUse(path: string, cause?: unknown): Error {
  return new Error(`the telemetry store ${path} is in use; only one server may open it`, { cause });
}
