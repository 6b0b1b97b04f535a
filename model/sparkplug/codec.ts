// Owns the Sparkplug B payload codec in terms of plain objects (sparkplug_b.proto, Sparkplug 3.0 §6).
import { dataType, type Metric, type Payload, type PayloadError } from './payload.ts';
import { metricOf, PayloadReader } from './reader.ts';
import { WireWriter } from './wire.ts';

const writer = new WireWriter();
const reader = new PayloadReader();

export interface EncodeOptions {
  /**
   * Leaves the data types out but still encodes by them, as data messages should be sent, whose types are known from the birth
   * [tck-id-payloads-metric-datatype-not-req].
   */
  omitDatatypes?: boolean;
}

/**
 * Encodes a payload. Integers go as the unsigned field of their width in two's complement, as the Eclipse Tahu libraries send
 * them; a value that does not fit its type is truncated as in C. Without a data type a number goes as double.
 */
export function encodePayload(payload: Payload, options: EncodeOptions = {}): Uint8Array {
  writer.position = 0;
  if (payload.timestamp !== undefined) {
    writer.key(0x08);
    writer.int64(payload.timestamp);
  }
  const datatypes = options.omitDatatypes !== true;
  for (const metric of payload.metrics) {
    writer.key(0x12);
    const start = writer.open();
    writeMetric(metric, datatypes);
    writer.close(start);
  }
  if (payload.seq !== undefined) {
    writer.key(0x18);
    writer.uint32(payload.seq);
  }
  return writer.finish();
}

/** Decodes a payload; never throws. Integers without a data type are taken as unsigned. */
export function decodePayload(bytes: Uint8Array): Payload | PayloadError {
  const failure = reader.read(bytes);
  if (failure) return failure;
  const payload: Payload = { metrics: [] };
  if (reader.timestamp >= 0) payload.timestamp = reader.timestamp;
  if (reader.seq >= 0) payload.seq = reader.seq;
  for (let index = 0; index < reader.count; index++) payload.metrics.push(metricOf(reader.metric(index)));
  return payload;
}

export function isPayloadError(result: Payload | PayloadError): result is PayloadError {
  return 'error' in result;
}

function writeMetric(metric: Metric, datatypes: boolean): void {
  if (metric.name !== undefined) {
    writer.key(0x0a);
    writer.text(metric.name);
  }
  if (metric.alias !== undefined) {
    writer.key(0x10);
    writer.int64(metric.alias);
  }
  if (metric.timestamp !== undefined) {
    writer.key(0x18);
    writer.int64(metric.timestamp);
  }
  if (metric.datatype !== undefined && datatypes) {
    writer.key(0x20);
    writer.uint32(metric.datatype);
  }
  if (metric.isHistorical) writeFlag(0x28);
  if (metric.isTransient) writeFlag(0x30);
  if (metric.value === null) writeFlag(0x38);
  else if (metric.value !== undefined) writeValue(metric.value, metric.datatype);
}

function writeFlag(key: number): void {
  writer.key(key);
  writer.uint32(1);
}

function writeValue(value: number | string | boolean, datatype: number | undefined): void {
  if (typeof value === 'string') {
    writer.key(0x7a);
    writer.text(value);
    return;
  }
  if (typeof value === 'boolean') {
    writer.key(0x70);
    writer.uint32(value ? 1 : 0);
    return;
  }
  switch (datatype) {
    case dataType.Int8:
    case dataType.Int16:
    case dataType.Int32:
    case dataType.UInt8:
    case dataType.UInt16:
    case dataType.UInt32:
      writer.key(0x50);
      writer.uint32(value);
      return;
    case dataType.Int64:
    case dataType.UInt64:
    case dataType.DateTime:
      writer.key(0x58);
      writer.int64(value);
      return;
    case dataType.Float:
      writer.key(0x65);
      writer.float(value);
      return;
    default:
      writer.key(0x69);
      writer.double(value);
  }
}
