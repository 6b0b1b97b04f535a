// Owns the promise between ingest and fold: what was stored will be folded, even after a crash.

/**
 * Ingest calls `note` for every machine in a flush and awaits `persist` after the store append and before it commits.
 * Cheap for live data: only readings older than what the fold has already covered cost a database write.
 */
export interface DirtyMarks {
  /** Readings of this registered machine with from ≤ at ≤ to are newly stored. */
  note(machine: string, from: number, to: number): void;
  persist(): Promise<void>;
}
