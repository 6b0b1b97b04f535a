// Owns what NDATA and DDATA have in common: finding each metric's signal, taking its value, and the offset of the frame.

import type { SignalValue } from '@takt/model/signals';
import {
  frameOffsetMetric,
  isProtocolMetric,
  type MetricSlot,
  type PayloadReader,
  slotValue,
} from '@takt/model/sparkplug';
import type { Sender } from '../batch.ts';
import type { SourceState } from '../sources.ts';
import { momentOf } from './births.ts';
import type { SparkplugContext, SparkplugMessage } from './context.ts';
import type { AliasTable } from './session.ts';

export interface DataTaken {
  /** Of the outbox frame; -1: the message carries none. */
  offset: number;
  /** An alias no birth of this device announced. */
  unknownAlias: boolean;
}

const taken: DataTaken = { offset: -1, unknownAlias: false };

/** Takes every reading that can be understood. The answer is reused by the next call. */
export function takeData(
  context: SparkplugContext,
  { session, source, now }: SparkplugMessage,
  sender: Sender,
): DataTaken {
  const { reader, readings, counters } = context;
  taken.offset = -1;
  taken.unknownAlias = false;
  readings.begin(sender);
  for (let index = 0; index < reader.count; index++) {
    const metric = reader.metric(index);
    const entry = metric.alias >= 0 ? session.aliases.get(metric.alias) : undefined;
    // Aliases are unique in a node [tck-id-payloads-alias-uniqueness], so another device's is as good as none.
    const known = entry?.source === source ? entry : undefined;
    const value = slotValue(metric, metric.datatype !== 0 ? metric.datatype : (known?.datatype ?? 0));
    if (known?.isOffset || metric.name === frameOffsetMetric) {
      if (typeof value === 'number') taken.offset = value;
    } else if (value === undefined) {
      counters.unread();
    } else if (known?.signal) {
      readings.take(source, known.signal, momentOf(metric, reader.timestamp, now), value, now);
    } else if (metric.name !== undefined) {
      takeByName(context, source, metric, value, now);
    } else if (!known) {
      taken.unknownAlias = true;
    }
  }
  readings.end(source);
  return taken;
}

function takeByName(
  { reader, readings }: SparkplugContext,
  source: SourceState,
  metric: MetricSlot,
  value: SignalValue,
  now: number,
): void {
  const { name } = metric;
  if (name === undefined || isProtocolMetric(name)) return;
  readings.takeNamed(source, name, momentOf(metric, reader.timestamp, now), value, now);
}

/** The readings of a message kept earlier, for showing; what cannot be read is left out. */
export function showData(reader: PayloadReader, aliases: AliasTable, receivedAt: number) {
  const shown: { signal: string; value: SignalValue; at: number }[] = [];
  for (let index = 0; index < reader.count; index++) {
    const metric = reader.metric(index);
    const known = metric.alias >= 0 ? aliases.get(metric.alias) : undefined;
    const signal = known?.signal?.name ?? metric.name;
    const value = slotValue(metric, metric.datatype !== 0 ? metric.datatype : (known?.datatype ?? 0));
    if (signal === undefined || value === undefined || isProtocolMetric(signal)) continue;
    shown.push({ signal, value, at: momentOf(metric, reader.timestamp, receivedAt) });
  }
  return shown;
}
