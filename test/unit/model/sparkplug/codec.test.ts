// Behaviour of the Sparkplug B codec: Tahu's own bytes, round trips, and bytes nobody should have sent.
import { existsSync, readFileSync } from 'node:fs';
import {
  dataType,
  decodePayload,
  encodePayload,
  isPayloadError,
  type Metric,
  type Payload,
} from '@takt/model/sparkplug';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const goldenFile = new URL('../../../../../shared/data/sparkplug/tahu_js_golden.json', import.meta.url);

interface GoldenMetric {
  name: string;
  type: keyof typeof dataType;
  timestamp: string;
  alias?: string;
  value: string | number | boolean | object;
}
interface Golden {
  hex: string;
  decoded: { timestamp: string; seq?: string; metrics: GoldenMetric[] };
}

function expected(golden: Golden['decoded']): Payload {
  const wide = new Set(['Int64', 'UInt64', 'DateTime']);
  const metrics = golden.metrics.map((metric): Metric => {
    const base: Metric = { name: metric.name, timestamp: Number(metric.timestamp), datatype: dataType[metric.type] };
    if (metric.alias !== undefined) base.alias = Number(metric.alias);
    if (typeof metric.value === 'object') return base;
    return { ...base, value: wide.has(metric.type) ? Number(metric.value) : metric.value };
  });
  const payload: Payload = { timestamp: Number(golden.timestamp), metrics };
  return golden.seq === undefined ? payload : { ...payload, seq: Number(golden.seq) };
}

function decoded(bytes: Uint8Array): Payload {
  const result = decodePayload(bytes);
  if (isPayloadError(result)) throw new Error(`${result.error} at ${result.at}`);
  return result;
}

describe.skipIf(!existsSync(goldenFile))('payloads written by Eclipse Tahu', () => {
  const golden: Record<string, Golden> = existsSync(goldenFile) ? JSON.parse(readFileSync(goldenFile, 'utf8')) : {};

  it.each(Object.entries(golden))('%s is read as Tahu reads it', (_, { hex, decoded: meant }) => {
    expect(decoded(Buffer.from(hex, 'hex'))).toEqual(expected(meant));
  });

  it.each(Object.entries(golden))('%s is written byte for byte, where every value is one Takt writes', (_, golden) => {
    const payload = decoded(Buffer.from(golden.hex, 'hex'));
    const again = decoded(encodePayload(payload));
    expect(again).toEqual(payload);
    const exact = payload.metrics.every(
      ({ value }) => value !== undefined && (typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER),
    );
    if (exact) {
      expect(Buffer.from(encodePayload(payload)).toString('hex')).toBe(golden.hex);
    }
  });
});

const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme', maxLength: 200 }));
const time = fc.integer({ min: 0, max: 8_640_000_000_000_000 });
const valued: fc.Arbitrary<Pick<Metric, 'datatype' | 'value'>> = fc.oneof(
  fc.record({ datatype: fc.constant(dataType.Int8), value: fc.integer({ min: -128, max: 127 }) }),
  fc.record({ datatype: fc.constant(dataType.Int16), value: fc.integer({ min: -32_768, max: 32_767 }) }),
  fc.record({ datatype: fc.constant(dataType.Int32), value: fc.integer() }),
  fc.record({ datatype: fc.constant(dataType.Int64), value: fc.maxSafeInteger() }),
  fc.record({ datatype: fc.constant(dataType.UInt32), value: fc.nat({ max: 4_294_967_295 }) }),
  fc.record({ datatype: fc.constant(dataType.UInt64), value: fc.nat({ max: Number.MAX_SAFE_INTEGER }) }),
  fc.record({ datatype: fc.constant(dataType.Float), value: fc.float() }),
  fc.record({ datatype: fc.constant(dataType.Double), value: fc.double() }),
  fc.record({ value: fc.double() }),
  fc.record({ datatype: fc.constant(dataType.Boolean), value: fc.boolean() }),
  fc.record({ datatype: fc.constant(dataType.String), value: text }),
  fc.record({ datatype: fc.constant(dataType.Double), value: fc.constant(null) }),
);
const metric: fc.Arbitrary<Metric> = fc
  .tuple(
    fc.record({ name: text, alias: fc.nat({ max: Number.MAX_SAFE_INTEGER }), timestamp: time }, { requiredKeys: [] }),
    valued,
  )
  .map(([head, value]) => ({ ...head, ...value }));
const payload: fc.Arbitrary<Payload> = fc.record(
  { timestamp: time, seq: fc.nat({ max: 255 }), metrics: fc.array(metric, { maxLength: 20 }) },
  { requiredKeys: ['metrics'] },
);

/** Fast-check generates -0 and lone surrogates; integers and UTF-8 do not carry them. */
function carried(value: Payload): Payload {
  const metrics = value.metrics.map((item) => {
    const result = { ...item };
    if (result.name !== undefined) result.name = result.name.toWellFormed();
    if (typeof result.value === 'string') result.value = result.value.toWellFormed();
    return result;
  });
  return { ...value, metrics };
}

describe('the codec', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(payload, (value) => {
        expect(decoded(encodePayload(value))).toEqual(carried(value));
      }),
    );
  });

  it('answers mutated and truncated bytes with an error or a payload, never an exception', () => {
    const damage = fc.record({
      cut: fc.nat(),
      flips: fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(payload, damage, (value, { cut, flips }) => {
        const bytes = encodePayload(value);
        const broken = bytes.slice(0, bytes.length === 0 ? 0 : cut % (bytes.length + 1));
        for (const [at, byte] of flips) if (broken.length > 0) broken[at % broken.length] = byte;
        const result = decodePayload(broken);
        expect(isPayloadError(result) || Array.isArray(result.metrics)).toBe(true);
      }),
    );
  });

  it('answers random bytes with an error or a payload, never an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const result = decodePayload(bytes);
        expect(isPayloadError(result) || Array.isArray(result.metrics)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves data types out when asked and still writes integers as integers', () => {
    const bytes = encodePayload(
      { metrics: [{ alias: 3, datatype: dataType.Int64, value: 7 }] },
      { omitDatatypes: true },
    );
    expect(Buffer.from(bytes).toString('hex')).toBe('120410035807');
  });

  it('hands NaN and infinity through, so that whoever stores can refuse them', () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const bytes = encodePayload({ metrics: values.map((value) => ({ datatype: dataType.Double, value })) });
    expect(decoded(bytes).metrics.map(({ value }) => value)).toEqual(values);
  });

  it('skips fields it does not know', () => {
    // Field 30 of the payload (bytes) and field 25 of the metric (varint), then alias 1 = true.
    const bytes = Buffer.from('f201036162631207c8010510017001', 'hex');
    expect(decoded(bytes).metrics).toEqual([{ alias: 1, value: true }]);
  });
});

describe('bytes that are no payload are refused with the reason', () => {
  it.each([
    ['a length that runs past the end', '12ff01', 'length runs past the end'],
    ['a metric field that runs out of its metric', '12030a0561', 'length runs past the end'],
    ['a varint without an end', '08ffffffffffffffffffffff', 'varint is longer than ten bytes'],
    ['a cut varint', '0880', 'varint runs past the end'],
    ['a cut double', '12036900ff', 'value runs past the end'],
    ['text that is not UTF-8', '12040a02c328', 'text is not UTF-8'],
    ['a known field of the wrong wire type', '0d00000000', 'field 1 of the payload has wire type 5'],
    ['a metric value of the wrong wire type', '12027500', 'field 14 of a metric has wire type 5'],
    ['a group', '2b', 'wire type 3 is not supported'],
    ['a seq beyond 255', '18800a', 'seq is not 0–255'],
    ['JSON', Buffer.from('{"a":1}').toString('hex'), 'wire type 3 is not supported'],
  ])('%s', (_, hex, error) => {
    expect(decodePayload(Buffer.from(hex, 'hex'))).toMatchObject({ error });
  });

  it('more metrics than a payload may hold', () => {
    const bytes = new Uint8Array(2 * 50_001);
    for (let index = 0; index < bytes.length; index += 2) bytes[index] = 0x12;
    expect(decodePayload(bytes)).toMatchObject({ error: 'more than 50000 metrics' });
  });
});
