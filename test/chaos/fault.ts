// Owns what a fault is.

export interface Fault {
  readonly name: string;
  /** What it acts on; no two faults act on one thing at once. */
  readonly target: string;
  readonly lasts: Lasting;
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** How long something lasts, ms, drawn between the two. */
export type Lasting = readonly [least: number, most: number];

/** How long the kinds of faults last. */
export interface Durations {
  kill: Lasting;
  stall: Lasting;
  network: Lasting;
}
