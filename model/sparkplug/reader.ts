// Owns the fast way to read a Sparkplug B payload: metrics are read into reused slots, no object per metric.
import { dataType, type Metric, type PayloadError } from './payload.ts';
import { WireReader, wire } from './wire.ts';

/** Most metrics in one payload; more is refused. Bounds the memory a hostile payload can claim. */
export const maxMetrics = 50_000;

/** How the value of a metric stands in the message. `other`: DataSet, Template, Bytes …, which Takt does not read. */
export type ValueKind = 'none' | 'null' | 'int' | 'long' | 'number' | 'boolean' | 'text' | 'other';

/** A metric as it stands in the message. Valid until the reader's next `read`. */
export interface MetricSlot {
  name: string | undefined;
  /** -1: absent. */
  alias: number;
  /** Epoch ms; -1: absent. */
  timestamp: number;
  /** 0: absent. */
  datatype: number;
  historical: boolean;
  transient: boolean;
  kind: ValueKind;
  /** `int`: unsigned 32 bit; `long`: lower half; `number` and `boolean` (0 or 1): the value. */
  number: number;
  /** `long`: upper half, unsigned. */
  high: number;
  text: string;
}

/**
 * Value of a slot under a data type: integers are sent unsigned, and only the type (in a data message known from the birth)
 * tells a negative one. Undefined: a value Takt does not read, or none at all.
 */
export function slotValue(slot: MetricSlot, datatype: number): number | string | boolean | null | undefined {
  switch (slot.kind) {
    case 'number':
      return slot.number;
    case 'int':
      return signedInt(slot.number, datatype);
    case 'long':
      return datatype === dataType.Int64
        ? (slot.high | 0) * 4294967296 + slot.number
        : slot.high * 4294967296 + slot.number;
    case 'boolean':
      return slot.number === 1;
    case 'text':
      return slot.text;
    case 'null':
      return null;
    default:
      return undefined;
  }
}

function signedInt(value: number, datatype: number): number {
  if (datatype === dataType.Int32) return value | 0;
  if (datatype === dataType.Int16) return (value << 16) >> 16;
  if (datatype === dataType.Int8) return (value << 24) >> 24;
  return value;
}

function createSlot(): MetricSlot {
  return {
    name: undefined,
    alias: -1,
    timestamp: -1,
    datatype: 0,
    historical: false,
    transient: false,
    kind: 'none',
    number: 0,
    high: 0,
    text: '',
  };
}

/** Reads payloads one after another (sparkplug_b.proto); the whole message is checked before any of it is handed out. */
export class PayloadReader {
  readonly #wire = new WireReader();
  readonly #slots: MetricSlot[] = [];
  /** Number of metrics in the payload read last. */
  count = 0;
  /** Epoch ms; -1: absent. */
  timestamp = -1;
  /** 0–255; -1: absent. */
  seq = -1;

  /** The `index`-th metric of the payload read last, 0 ≤ index < count. */
  metric(index: number): MetricSlot {
    return this.#slots[index] as MetricSlot;
  }

  /** Never throws. After an error the reader holds no metrics. */
  read(bytes: Uint8Array): PayloadError | undefined {
    const reader = this.#wire;
    reader.reset(bytes);
    this.count = 0;
    this.timestamp = this.seq = -1;
    while (reader.position < reader.limit) this.#payloadField(reader, reader.uint32());
    if (reader.failure) this.count = 0;
    return reader.failure;
  }

  #payloadField(reader: WireReader, key: number): void {
    switch (key) {
      case 0x08:
        this.timestamp = reader.unsigned();
        break;
      case 0x12:
        this.#nested(reader);
        break;
      case 0x18:
        this.seq = reader.unsigned();
        if (this.seq > 255) reader.fail('seq is not 0–255');
        break;
      default:
        if (key >>> 3 <= 3) reader.fail(`field ${key >>> 3} of the payload has wire type ${key & 7}`);
        else reader.skip(key & 7);
    }
  }

  #nested(reader: WireReader): void {
    const length = reader.span();
    if (this.count >= maxMetrics) {
      reader.fail(`more than ${maxMetrics} metrics`);
      return;
    }
    const outer = reader.limit;
    reader.limit = reader.position + length;
    let slot = this.#slots[this.count];
    if (!slot) {
      slot = createSlot();
      this.#slots.push(slot);
    }
    this.count++;
    readMetric(reader, slot);
    if (!reader.failure) reader.limit = outer;
  }
}

function readMetric(reader: WireReader, slot: MetricSlot): void {
  slot.name = undefined;
  slot.alias = slot.timestamp = -1;
  slot.datatype = 0;
  slot.historical = slot.transient = false;
  slot.kind = 'none';
  let isNull = false;
  while (reader.position < reader.limit) {
    const key = reader.uint32();
    switch (key) {
      case 0x0a:
        slot.name = reader.text();
        break;
      case 0x10:
        slot.alias = reader.unsigned();
        break;
      case 0x18:
        slot.timestamp = reader.unsigned();
        break;
      case 0x20:
        slot.datatype = reader.uint32();
        break;
      case 0x28:
        slot.historical = reader.boolean();
        break;
      case 0x30:
        slot.transient = reader.boolean();
        break;
      case 0x38:
        isNull = reader.boolean();
        break;
      default:
        readValue(reader, slot, key);
    }
  }
  if (isNull) slot.kind = 'null';
}

function readValue(reader: WireReader, slot: MetricSlot, key: number): void {
  switch (key) {
    case 0x50:
      slot.kind = 'int';
      slot.number = reader.uint32();
      return;
    case 0x58:
      slot.kind = 'long';
      reader.varint();
      slot.number = reader.low;
      slot.high = reader.high;
      return;
    case 0x65:
      slot.kind = 'number';
      slot.number = reader.float();
      return;
    case 0x69:
      slot.kind = 'number';
      slot.number = reader.double();
      return;
    case 0x70:
      slot.kind = 'boolean';
      slot.number = reader.boolean() ? 1 : 0;
      return;
    case 0x7a:
      slot.kind = 'text';
      slot.text = reader.text();
      return;
    default:
      skipField(reader, slot, key);
  }
}

/** bytes, dataset, template and extension values (16–19) count as a value that is not read; metadata and properties do not. */
function skipField(reader: WireReader, slot: MetricSlot, key: number): void {
  const field = key >>> 3;
  const type = key & 7;
  const known = field <= 19;
  if (field === 0 || (known && (type !== wire.bytes || field < 8 || (field >= 10 && field <= 15)))) {
    reader.fail(`field ${field} of a metric has wire type ${type}`);
    return;
  }
  if (known && field >= 16) slot.kind = 'other';
  reader.skip(type);
}

/** A slot as an object of its own, to be kept. */
export function metricOf(slot: MetricSlot): Metric {
  const metric: Metric = {};
  if (slot.name !== undefined) metric.name = slot.name;
  if (slot.alias >= 0) metric.alias = slot.alias;
  if (slot.timestamp >= 0) metric.timestamp = slot.timestamp;
  if (slot.datatype !== 0) metric.datatype = slot.datatype;
  if (slot.historical) metric.isHistorical = true;
  if (slot.transient) metric.isTransient = true;
  const value = slotValue(slot, slot.datatype);
  if (value !== undefined) metric.value = value;
  return metric;
}
