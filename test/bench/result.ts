// Owns the form of a benchmark's result.

export interface BenchResult {
  /** What was measured, as a person would say it. */
  name: string;
  value: number;
  unit: string;
  /** The same work by the least that could do it, measured in the same run. */
  baseline?: { name: string; value: number };
  /** Required of the value, e.g. `≤ 150 ms`. */
  goal?: string;
  note?: string;
}

/** A benchmark is a module with this function; one process runs one benchmark. */
export type Benchmark = () => Promise<BenchResult[]>;
