// Owns NDEATH: an edge node's connection ended, by its own word or its will (Sparkplug 3.0 §6.4.25).
import { bdSeqMetric, slotValue } from '@takt/model/sparkplug';
import type { SparkplugContext, SparkplugMessage } from './context.ts';

/**
 * [tck-id-payloads-ndeath-bdseq], [tck-id-topics-ndeath-payload]: only the death whose bdSeq is that of the present birth counts; a will
 * that arrives after the node came back belongs to an earlier connection. Changes who can be heard, never telemetry.
 */
export function handleNodeDeath(context: SparkplugContext, { session, source }: SparkplugMessage): void {
  if (!session.alive || bdSeqOf(context) !== session.bdSeq) {
    context.counters.staleDeath();
    return;
  }
  session.alive = false;
  context.latest.gone(source.latest);
  for (const device of session.devices.values()) context.latest.gone(device.latest);
  context.sessions.died(session);
}

function bdSeqOf({ reader }: SparkplugContext): number {
  for (let index = 0; index < reader.count; index++) {
    const metric = reader.metric(index);
    const value = metric.name === bdSeqMetric ? slotValue(metric, metric.datatype) : undefined;
    if (typeof value === 'number') return value;
  }
  return -1;
}
