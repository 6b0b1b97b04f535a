// Owns the pools of connections to PostgreSQL: bounded in number and time, and no lost connection ends the process.
import type { PostgresPool } from 'kysely';
import { type ClientConfig, Pool, types } from 'pg';
import type { Log } from '../../../log/index.ts';
import type { PostgresSettings } from './settings.ts';

const applicationName = 'takt';
const keepAliveAfterMs = 10_000;
const idleConnectionMs = 30_000;
/** The client gives up this much later than the server should have: then the server does not even say so. */
const silentServerMs = 5000;
/** A server that does not answer is not waited for when the pool ends. */
const endTimeoutMs = 5000;
const int8 = types.builtins.INT8;

/** How every connection is made. Whole numbers of 64 bits become numbers: none in the schema is beyond 2^53. */
export function connectionConfig(url: string, settings: PostgresSettings): ClientConfig {
  return {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: settings.connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveAfterMs,
    types: { getTypeParser: (oid, format) => (oid === int8 ? Number : types.getTypeParser(oid, format)) },
  };
}

export function createPool(url: string, settings: PostgresSettings, log: Log): PostgresPool {
  const pool = new Pool({
    ...connectionConfig(url, settings),
    max: settings.maxConnections,
    idleTimeoutMillis: idleConnectionMs,
    statement_timeout: settings.statementTimeoutMs,
    query_timeout: settings.statementTimeoutMs + silentServerMs,
    lock_timeout: settings.lockTimeoutMs,
    idle_in_transaction_session_timeout: settings.idleInTransactionTimeoutMs,
  });
  return guarded(pool, log);
}

/** One connection; a migration may take its time. */
export function createMigrationPool(url: string, settings: PostgresSettings, log: Log): PostgresPool {
  return guarded(new Pool({ ...connectionConfig(url, settings), max: 1 }), log);
}

function guarded(pool: Pool, log: Log): PostgresPool {
  // An 'error' nobody listens to ends the process, and the pool listens only while a connection is idle: a transaction that is
  // between two statements would be enough.
  pool.on('connect', (client) => client.on('error', () => {}));
  // Not the error itself: it carries the whole connection.
  pool.on('error', ({ message }) => log.warn({ reason: message }, 'a connection to the database was lost'));
  return {
    connect: () => pool.connect(),
    options: pool.options,
    async end() {
      const limit = new Promise<void>((resolve) => setTimeout(resolve, endTimeoutMs).unref());
      await Promise.race([pool.end(), limit]);
    },
  };
}
