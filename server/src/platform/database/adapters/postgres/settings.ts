// Owns how long PostgreSQL may take for what, and how many connections one process holds.

export interface PostgresSettings {
  /** Connections of one process at most. */
  maxConnections: number;
  /** To get a connection, new or from the pool, ms. */
  connectTimeoutMs: number;
  /** A statement that takes longer is given up, ms. */
  statementTimeoutMs: number;
  /** A statement that waits longer for a lock is given up, ms. */
  lockTimeoutMs: number;
  /** A transaction that does nothing for longer is rolled back and its connection closed, ms. */
  idleInTransactionTimeoutMs: number;
  /** At start a server that does not answer is waited for so long, ms. */
  startTimeoutMs: number;
}

export const defaultSettings: PostgresSettings = {
  maxConnections: 10,
  connectTimeoutMs: 5000,
  statementTimeoutMs: 15_000,
  lockTimeoutMs: 5000,
  idleInTransactionTimeoutMs: 15_000,
  startTimeoutMs: 60_000,
};
