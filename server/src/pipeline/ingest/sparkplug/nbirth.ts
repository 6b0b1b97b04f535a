// Owns NBIRTH: an edge node begins a session (Sparkplug 3.0 §6.4.19).
import { bdSeqMetric, type MetricSlot, outboxEpochMetric, outboxFirstMetric, slotValue } from '@takt/model/sparkplug';
import { learnBirth } from './births.ts';
import type { SparkplugContext, SparkplugMessage } from './context.ts';
import type { Session } from './session.ts';

/**
 * - [tck-id-topics-nbirth-seq-num] seq starts afresh; any value 0–255 is taken [tck-id-payloads-sequence-num-req-nbirth].
 * - [tck-id-topics-nbirth-bdseq-included] bdSeq pairs this birth with its death.
 * - [tck-id-payloads-alias-uniqueness] aliases hold until the next NBIRTH; devices must be born anew
 *   [tck-id-payloads-dbirth-order].
 * The outbox metrics say from which frame on the agent sends; everything before it is durable or gone.
 */
export function handleNodeBirth(context: SparkplugContext, message: SparkplugMessage): void {
  const { session, now } = message;
  const before = session.epoch;
  session.alive = true;
  session.broken = false;
  session.seq = context.reader.seq;
  session.aliases = new Map();
  session.devices.clear();
  session.bdSeq = -1;
  session.epoch = undefined;
  session.nextOffset = 0;
  for (let index = 0; index < context.reader.count; index++) readNodeMetric(session, context.reader.metric(index));
  session.durable = -1;
  context.sessions.born(session, before, now);
  learnBirth(context, message);
}

function readNodeMetric(session: Session, metric: MetricSlot): void {
  const value = slotValue(metric, metric.datatype);
  if (metric.name === bdSeqMetric && typeof value === 'number') session.bdSeq = value;
  else if (metric.name === outboxEpochMetric && typeof value === 'string') session.epoch = value.slice(0, 128);
  else if (metric.name === outboxFirstMetric && typeof value === 'number') session.nextOffset = value;
}
