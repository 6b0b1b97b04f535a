// Owns the driver interface: how readings of a kind of machine get into the agent.
import type { Reading } from '../outbox/index.ts';

/**
 * Where a driver puts what it reads. Readings go to disk before they go anywhere else; what a driver must do with a device
 * that waits for an acknowledgement is to wait for the promise.
 */
export interface Sink {
  /**
   * Takes readings of one machine, in the order the device gave them. Resolves when they are on disk, with the highest outbox
   * offset they went under; undefined where the outbox refused any of them (full or broken disk; counted there).
   */
  readings(machine: string, readings: readonly Reading[]): Promise<number | undefined>;
  /** Whether the machine answers. While it does the agent gives life signs for it; an unreachable one is declared dead. */
  reachable(machine: string, reachable: boolean): void;
  /** Latest reading time recorded for a machine, epoch ms, also before a restart; undefined: none ever. */
  lastAt(machine: string): number | undefined;
  /**
   * Resolves when there is room for a burst. A driver that can wait (history, a file) does so between bursts, so that it does
   * not drive live readings out of the outbox.
   */
  room(): Promise<void>;
  /** Tells operators how far a backlog is: `done` of `total` parts are committed by the server. */
  progress(done: number, total: number): void;
  /** Highest outbox offset up to which everything is committed by the server. */
  committed(): number;
}

export interface Driver {
  /** Codes of the machines it may report. */
  readonly machines: readonly string[];
  /**
   * Whether the agent adds life signs: the last state of a reachable machine, stamped now, so that silence means no data.
   * Not for drivers that bring their own, nor for recordings, whose time is not now.
   */
  readonly lifeSigns: boolean;
  /** Begins to read. Never throws for a device that cannot be reached: it tries again. Returns how to stop; no reading follows that. */
  start(sink: Sink): () => Promise<void>;
}
