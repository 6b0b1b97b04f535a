// Owns the port of counters that forget: how often something happened lately, for limits that hold in all processes.

/**
 * Contract:
 * - A count begins with the first that is counted under a key, and is forgotten when its window is over.
 * - Counting is atomic, among all processes where the counters are shared.
 * - Keys are kept as hashes only. Where there is little room several keys may share a count; no count is too small.
 * - Never rejects: counters that are shared are kept by each process alone while the others cannot be reached.
 */
export interface Counter {
  /** Counts one more. */
  count(key: string): Promise<Counted>;
  /** Takes one back that turned out not to matter. */
  takeBack(key: string): Promise<void>;
  look(key: string): Promise<Counted>;
  /** Makes the key count as one, for so long. */
  hold(key: string, forMs: number): Promise<void>;
}

export interface Counted {
  count: number;
  /** When it is forgotten, ms from now; 0 where nothing is counted. */
  endsInMs: number;
}

/** Counters of one name are the same everywhere. */
export type Counters = (options: { name: string; windowMs: number }) => Counter;
