// Owns the bus port: how the processes of one installation tell and ask each other what cannot wait for the database.

/**
 * Contract:
 * - `publish` reaches every process that listens to the channel at that moment, the publishing one too, in the order of one
 *   publisher; it never throws and never waits. While the bus is out of reach messages are lost: whatever must not be lost
 *   stands in the database, and the bus only hastens it.
 * - A message arrives as JSON makes it: undefined fields are absent.
 * - A listener that throws is logged and disturbs nobody else.
 * - A process that closes or is killed takes its subscriptions and answers with it; those of a process that lost the bus come
 *   back by themselves.
 * - Excluded: delivery to who comes later, confirmation, order between publishers.
 */
export interface Bus {
  publish(channel: string, message: unknown): void;
  /** Resolves, once messages arrive, to what ends it. Nothing arrives from a subscription that has ended. */
  subscribe(channel: string, listener: (message: unknown) => void): Promise<() => void>;
  /**
   * Asks all who answer on the channel, in the asking process too, and gathers what they say until `enough` says so, all have
   * been heard, or the time is over; whoever answers undefined or throws says nothing. Never rejects: an unreachable bus gives
   * no answers.
   */
  ask(channel: string, question: unknown, options: AskOptions): Promise<unknown[]>;
  answer(channel: string, responder: (question: unknown) => unknown | Promise<unknown>): Promise<() => void>;
  /** Round trip; rejects where the bus does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export interface AskOptions {
  timeoutMs: number;
  /** Default: the first answer is enough. */
  enough?: (answers: readonly unknown[]) => boolean;
}
