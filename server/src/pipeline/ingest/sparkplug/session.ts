// Owns what the server knows of one edge node's session: births, aliases, sequence, and how far its frames are durable.
import type { CommitTarget } from '../batch.ts';
import type { SignalState, SourceState } from '../sources.ts';

/** What an alias stands for, as the birth said. */
export interface AliasEntry {
  source: SourceState;
  /** Undefined: protocol or unreadable, no signal. */
  signal: SignalState | undefined;
  datatype: number;
  /** It is the frame offset of the commit protocol. */
  isOffset: boolean;
}

/** Aliases of a session; kept with a message so that it can be read later. Replaced as a whole by an NBIRTH. */
export type AliasTable = Map<number, AliasEntry>;

export const maxAliases = 200_000;

export interface Session {
  readonly site: string;
  readonly node: string;
  /** Client id where the broker tells. */
  readonly client: string | undefined;
  /** Born, and not dead since. */
  alive: boolean;
  /** Something is missing: what comes is stored, but nothing is committed until the next birth. */
  broken: boolean;
  bdSeq: number;
  /** seq of the message before. */
  seq: number;
  aliases: AliasTable;
  /** Devices born in this session, by machine. */
  readonly devices: Map<string, SourceState>;
  /** Outbox epoch; undefined: a node without the commit protocol. */
  epoch: string | undefined;
  /** Offset the next frame must carry. */
  nextOffset: number;
  /** Highest offset that is durable; -1: none since the birth. */
  durable: number;
  /**
   * Whom the flusher tells; anew with every birth. What was under way before belongs to another birth, and where two agents go by one
   * name to another outbox: its offset would let this one drop frames nobody stored.
   */
  commits: CommitTarget;
  heardAt: number;
  rebirthAskedAt: number;
}

/** [tck-id-payloads-sequence-num-incrementing]: one more than the message before, after 255 comes 0. */
export function followsInSequence(session: Session, seq: number): boolean {
  const expected = (session.seq + 1) % 256;
  if (seq >= 0) session.seq = seq;
  return seq === expected;
}
