// Owns the Sparkplug B payloads an edge node sends (Sparkplug 3.0 §6.4): births, data and deaths.
import {
  bdSeqMetric,
  commitEpochMetric,
  commitMetric,
  dataType,
  encodePayload,
  frameOffsetMetric,
  type Metric,
  outboxEpochMetric,
  outboxEvictedMetric,
  outboxFirstMetric,
  rebirthMetric,
} from '@takt/model/sparkplug';
import type { Frame, Reading } from '../outbox/index.ts';
import { type Device, datatypeOf } from './catalogue.ts';

/** A value older than this when it is sent is history, not news. */
const historicalMs = 10_000;

export interface NodeFacts {
  bdSeq: number;
  epoch: string;
  /** Offset of the first frame of the session. */
  first: number;
  evicted: number;
}

/** NBIRTH; begins the session with seq 0 [tck-id-topics-nbirth-seq-num]. */
export function nodeBirth(facts: NodeFacts, now: number): Uint8Array {
  const metric = (name: string, datatype: number, value: Metric['value'] & {}): Metric => ({
    name,
    timestamp: now,
    datatype,
    value,
  });
  return encodePayload({
    timestamp: now,
    seq: 0,
    metrics: [
      metric(bdSeqMetric, dataType.Int64, facts.bdSeq),
      // Without an alias [tck-id-operational-behavior-data-commands-rebirth-name-aliases].
      metric(rebirthMetric, dataType.Boolean, false),
      metric(outboxEpochMetric, dataType.String, facts.epoch),
      metric(outboxFirstMetric, dataType.Int64, facts.first),
      metric(outboxEvictedMetric, dataType.Int64, facts.evicted),
      // What the host may write is announced too [tck-id-operational-behavior-data-commands-ncmd-metric-name].
      metric(commitMetric, dataType.Int64, facts.first - 1),
      metric(commitEpochMetric, dataType.String, facts.epoch),
    ],
  });
}

/** NDEATH: the bdSeq and nothing else, no seq [tck-id-topics-ndeath-payload, -seq]. */
export function nodeDeath(bdSeq: number, now: number): Uint8Array {
  return encodePayload({
    timestamp: now,
    metrics: [{ name: bdSeqMetric, timestamp: now, datatype: dataType.Int64, value: bdSeq }],
  });
}

/** DBIRTH: every signal with name, alias, type and current value [tck-id-topics-dbirth-metrics]. */
export function deviceBirth(device: Device, seq: number, now: number): Uint8Array {
  const signals = [...device.signals.values()].sort((a, b) => a.at - b.at);
  return encodePayload({
    timestamp: now,
    seq,
    metrics: [
      ...signals.map((signal): Metric => {
        const { name, alias, at, value } = signal;
        const datatype = value === null ? signal.datatype : datatypeOf(name, value);
        signal.datatype = datatype;
        return { name, alias, timestamp: at, datatype, isHistorical: now - at > historicalMs, value };
      }),
      { name: frameOffsetMetric, alias: device.offsetAlias, timestamp: now, datatype: dataType.Int64, value: null },
    ],
  });
}

/** DDATA: one outbox frame, aliases only [tck-id-payloads-alias-data-cmd-requirement], in order of time. */
export function deviceData(device: Device, frame: Frame, seq: number, now: number): Uint8Array {
  const metrics: Metric[] = [
    { alias: device.offsetAlias, timestamp: now, datatype: dataType.Int64, value: frame.offset },
  ];
  let omitDatatypes = true;
  for (const { signal, at, value } of inOrder(frame.readings)) {
    const known = device.signals.get(signal);
    if (!known) continue;
    const metric: Metric = { alias: known.alias, timestamp: at, isHistorical: now - at > historicalMs, value };
    if (value !== null && datatypeOf(signal, value) !== known.datatype) {
      // A signal that is now a number and now a text: only the message itself can tell which.
      metric.datatype = datatypeOf(signal, value);
      omitDatatypes = false;
    }
    metrics.push(metric);
  }
  return encodePayload({ timestamp: now, seq, metrics }, { omitDatatypes });
}

/** DDEATH: a seq and no metrics [tck-id-topics-ddeath-seq-num]. */
export function deviceDeath(seq: number, now: number): Uint8Array {
  return encodePayload({ timestamp: now, seq, metrics: [] });
}

/** Chronological [tck-id-operational-behavior-data-publish-dbirth-order]; of one time in the order they came. */
function inOrder(readings: Reading[]): Reading[] {
  for (let index = 1; index < readings.length; index++) {
    const [before, after] = [readings[index - 1], readings[index]];
    if (before && after && before.at > after.at) return readings.toSorted((a, b) => a.at - b.at);
  }
  return readings;
}
