// Owns the metric names Takt uses inside Sparkplug B payloads, and what each means in the commit protocol (DESIGN §1.1).

/** Sparkplug 3.0 [tck-id-payloads-ndeath-bdseq]: pairs a birth with its death. Int64. */
export const bdSeqMetric = 'bdSeq';
/** Sparkplug 3.0 [tck-id-operational-behavior-data-commands-rebirth-name]. Boolean. */
export const rebirthMetric = 'Node Control/Rebirth';

/**
 * NBIRTH, String: identity of the agent's outbox, new when the outbox is created. A new epoch starts offsets afresh.
 */
export const outboxEpochMetric = 'Takt/Outbox Epoch';
/**
 * NBIRTH, Int64: offset of the first frame the agent will send in this session. Everything before it is committed
 * or evicted. The server expects the session's frames from here on, without a gap.
 */
export const outboxFirstMetric = 'Takt/Outbox First';
/** NBIRTH, Int64: samples evicted so far because the outbox was full. */
export const outboxEvictedMetric = 'Takt/Outbox Evicted';
/** DDATA, Int64: offset of the outbox frame this message carries. One DDATA carries exactly one frame of one machine. */
export const frameOffsetMetric = 'Takt/Offset';
/**
 * NCMD, Int64: every frame up to and including this offset is durable in the store; the agent may drop them.
 * Only valid together with {@link commitEpochMetric}.
 */
export const commitMetric = 'Takt/Commit';
/** NCMD, String: the outbox epoch the commit is for; an agent ignores commits for another epoch. */
export const commitEpochMetric = 'Takt/Commit Epoch';

/** Names that are protocol, never signals. */
export function isProtocolMetric(name: string): boolean {
  return name === bdSeqMetric || name.startsWith('Node Control/') || name.startsWith('Takt/');
}
