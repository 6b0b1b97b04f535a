// Owns DDATA: readings of a machine, one outbox frame where the agent keeps an outbox (Sparkplug 3.0 §6.4.22; DESIGN §1.1).
import type { RebirthReason } from '../counters.ts';
import type { SparkplugContext, SparkplugMessage } from './context.ts';
import { takeData } from './data.ts';
import { followsInSequence } from './session.ts';

/**
 * [tck-id-topics-ddata-seq-num], [tck-id-payloads-sequence-num-incrementing]: a gap means something is missing. What can be read is stored,
 * but the commit stands still and the node is asked to be born again; it then sends everything from its first uncommitted
 * frame on, and what was stored already collapses by its key.
 */
export function handleDeviceData(context: SparkplugContext, message: SparkplugMessage): void {
  const { session, source } = message;
  let missing: RebirthReason | undefined;
  if (!session.alive) missing = 'unknown_node';
  else if (!followsInSequence(session, context.reader.seq)) missing = 'sequence_gap';
  else if (session.devices.get(source.machine) !== source) missing = 'unknown_device';
  const { offset, unknownAlias } = takeData(context, message);
  if (unknownAlias) missing ??= 'unknown_alias';
  if (offset >= 0 && session.epoch !== undefined && offset > session.nextOffset) missing ??= 'offset_gap';
  if (missing) {
    session.broken = true;
    context.commands.askRebirth(session, missing);
  }
  if (offset < 0 || session.epoch === undefined || session.broken) return;
  if (offset === session.nextOffset) session.nextOffset++;
  context.flusher.commitTo(session, session.nextOffset - 1);
}
