// Owns what NBIRTH and DBIRTH have in common: learning names, aliases and types, and taking the values that come along.
import { frameOffsetMetric, isProtocolMetric, type MetricSlot, slotValue } from '@takt/model/sparkplug';
import type { SourceState } from '../sources.ts';
import type { SparkplugContext, SparkplugMessage } from './context.ts';
import { maxAliases, type Session } from './session.ts';

/**
 * Learns the metrics of a birth [tck-id-payloads-name-birth-data-requirement, tck-id-payloads-alias-birth-requirement]. The values
 * are readings too, except those of an agent with an outbox: each of its readings comes as a frame, and a birth repeating an
 * old one would have the past computed again for nothing.
 */
export function learnBirth(context: SparkplugContext, { session, source, now }: SparkplugMessage): void {
  const { reader, sources, readings, counters } = context;
  readings.begin('device');
  for (let index = 0; index < reader.count; index++) {
    const metric = reader.metric(index);
    const { name } = metric;
    if (name === undefined) continue;
    const signal = isProtocolMetric(name) ? undefined : sources.signal(source, name);
    if (metric.alias >= 0) learnAlias(session, source, metric, signal);
    if (isProtocolMetric(name) || session.epoch !== undefined) continue;
    const value = slotValue(metric, metric.datatype);
    if (value === undefined) counters.unread();
    else readings.takeNamed(source, name, momentOf(metric, reader.timestamp, now), value, now);
  }
  readings.end(source);
}

function learnAlias(
  session: Session,
  source: SourceState,
  metric: MetricSlot,
  signal: ReturnType<SparkplugContext['sources']['signal']>,
): void {
  if (session.aliases.size >= maxAliases) return;
  const { alias, datatype, name } = metric;
  session.aliases.set(alias, { source, signal, datatype, isOffset: name === frameOffsetMetric });
}

/** When a metric was measured: its own timestamp, else the message's, else the time of arrival. */
export function momentOf(metric: MetricSlot, messageTimestamp: number, now: number): number {
  if (metric.timestamp >= 0) return metric.timestamp;
  return messageTimestamp >= 0 ? messageTimestamp : now;
}
