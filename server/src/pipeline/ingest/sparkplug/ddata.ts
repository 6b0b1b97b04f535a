// Owns DDATA: readings of a machine, one outbox frame where the agent keeps an outbox (Sparkplug 3.0 §6.4.22; DESIGN §1.1).
import type { RebirthReason } from '../counters.ts';
import type { SparkplugContext, SparkplugMessage } from './context.ts';
import { takeData } from './data.ts';
import { followsInSequence, type Session } from './session.ts';

/**
 * [tck-id-topics-ddata-seq-num], [tck-id-payloads-sequence-num-incrementing]: a gap means something is missing: the commit stands still and
 * the node is asked to be born again. A node with an outbox then sends everything from its first uncommitted frame on, so nothing
 * of it is taken until then: where two agents go by one name, its aliases may be the other's. Of a node without one is
 * stored what can be read.
 */
export function handleDeviceData(context: SparkplugContext, message: SparkplugMessage): void {
  const { session } = message;
  const missing = missingBefore(context, message);
  const comesAgain = session.epoch !== undefined && (session.broken || missing !== undefined);
  if (missing) breakOff(context, session, missing);
  if (comesAgain) return;
  const keeps = session.epoch !== undefined;
  const { offset, unknownAlias } = takeData(context, message, keeps ? 'agent' : 'device');
  if (unknownAlias) breakOff(context, session, 'unknown_alias');
  else if (keeps && offset > session.nextOffset) breakOff(context, session, 'offset_gap');
  if (offset < 0 || !keeps || session.broken) return;
  if (offset === session.nextOffset) session.nextOffset++;
  context.flusher.commitTo(session.commits, session.nextOffset - 1);
}

function missingBefore({ reader }: SparkplugContext, { session, source }: SparkplugMessage): RebirthReason | undefined {
  if (!session.alive) return 'unknown_node';
  if (!followsInSequence(session, reader.seq)) return 'sequence_gap';
  return session.devices.get(source.machine) === source ? undefined : 'unknown_device';
}

function breakOff(context: SparkplugContext, session: Session, reason: RebirthReason): void {
  session.broken = true;
  context.commands.askRebirth(session, reason);
}
