// Readings with an impossible value are kept aside one by one; what came with them is stored.
import { dataType, encodePayload, type Metric } from '@takt/model/sparkplug';
import { deviceTopic, nodeTopic } from '@takt/model/topics';
import { describe, expect, it } from 'vitest';
import { until } from '../../harness/until.ts';
import {
  base,
  connectDevice,
  expectFacts,
  hourMs,
  keptAside,
  liveValue,
  metric,
  minuteMs,
  moved,
  quarantined,
  send,
  stored,
  withNeighbour,
} from './setup.ts';

const world = withNeighbour(['texts', 'long', 'names', 'spb', 'reset', 'jump', 'wild', 'odd']);

describe('JSON', () => {
  it('texts and switches where a counter belongs', async () => {
    const device = await connectDevice(world.server);
    const body = { at: base, good: '12', scrap: true, ideal_cycle_s: 'fast', temperature: 20 };
    expect(await moved(world.server, keptAside('not_a_number'), () => send(device, 'texts', body))).toBe(3);
    expect(await quarantined(world.server, 'texts', 'good')).toMatchObject([
      { site: 's', at: base, value: '12', reason: 'not_a_number' },
    ]);
    expect((await quarantined(world.server, 'texts')).map(({ signal }) => signal).sort()).toEqual([
      'good',
      'ideal_cycle_s',
      'scrap',
    ]);
    expect(await liveValue(world.server, 'texts', 'temperature')).toBe(20);
    expect(await liveValue(world.server, 'texts', 'good')).toBeUndefined();
    await device.endAsync();
  });

  it('a number that overflows', async () => {
    const device = await connectDevice(world.server);
    const body = `{"at": ${base}, "pressure": 1e999, "force": -1e999, "temperature": 21}`;
    expect(await moved(world.server, keptAside('not_finite'), () => send(device, 'odd', body))).toBe(2);
    expect(await quarantined(world.server, 'odd', 'pressure')).toMatchObject([
      { value: 'Infinity', reason: 'not_finite' },
    ]);
    expect(await quarantined(world.server, 'odd', 'force')).toMatchObject([{ value: '-Infinity' }]);
    expect(await liveValue(world.server, 'odd', 'temperature')).toBe(21);
    await device.endAsync();
  });

  it('a text that is too long', async () => {
    const device = await connectDevice(world.server);
    const body = { at: base, note: 'x'.repeat(1025), product: 'x'.repeat(1024) };
    expect(await moved(world.server, keptAside('too_long'), () => send(device, 'long', body))).toBe(1);
    const [entry] = await quarantined(world.server, 'long', 'note');
    expect(entry?.value.length).toBeLessThanOrEqual(200);
    expect(await liveValue(world.server, 'long', 'product')).toBe('x'.repeat(1024));
    await device.endAsync();
  });

  it('names that are no signal names', async () => {
    const device = await connectDevice(world.server);
    const bad = ['', 'a+b', 'a#', '/a', 'a/', 'a\u0000b', 'c\nd', 'x'.repeat(129)];
    const body = { at: base, ...Object.fromEntries(bad.map((name, index) => [name, index])), 'Axis/X load': 5 };
    expect(await moved(world.server, keptAside('bad_signal_name'), () => send(device, 'names', body))).toBe(bad.length);
    const entries = await quarantined(world.server, 'names');
    expect(entries).toHaveLength(bad.length);
    for (const { signal } of entries) expect(signal).not.toMatch(/\p{Cc}/u);
    expect(await liveValue(world.server, 'names', 'Axis/X load')).toBe(5);
    await device.endAsync();
  });

  it('a state nobody knows is unknown time, not running and not stopped', async () => {
    const device = await connectDevice(world.server);
    const at = base + hourMs;
    for (const [minute, state] of ['producing', 'dancing', 17, 'down'].entries())
      await send(device, 'odd', { at: at + minute * minuteMs, state });
    await send(device, 'odd', { at: at + 4 * minuteMs, state: 'down' });
    await expectFacts(world.server, 'odd', [at, at + 4 * minuteMs], { producingMs: minuteMs, unknownMs: 2 * minuteMs });
    await device.endAsync();
  });
});

it('Sparkplug: NaN, Infinity and texts where a counter belongs', async () => {
  const device = await connectDevice(world.server);
  const metricOf = (name: string, datatype: number, value: Metric['value'] & {}): Metric => ({
    name,
    timestamp: base,
    datatype,
    value,
  });
  const values = [
    metricOf('pressure', dataType.Double, Number.NaN),
    metricOf('force', dataType.Float, Number.POSITIVE_INFINITY),
    metricOf('good', dataType.String, 'many'),
    metricOf('temperature', dataType.Double, 22),
  ];
  const payload = (seq: number, metrics: Metric[]) => Buffer.from(encodePayload({ timestamp: base, seq, metrics }));
  const birth = [metricOf('bdSeq', dataType.Int64, 0)];
  await device.publishAsync(nodeTopic('NBIRTH', 's', 'n1'), payload(0, birth));
  await device.publishAsync(deviceTopic('DBIRTH', 's', 'n1', 'spb'), payload(1, []));
  const before = await metric(world.server, 'takt_ingest_quarantined_total', { reason: 'not_a_number' });
  const publish = () => device.publishAsync(deviceTopic('DDATA', 's', 'n1', 'spb'), payload(2, values));
  expect(await moved(world.server, keptAside('not_finite'), publish)).toBe(2);
  expect(await metric(world.server, 'takt_ingest_quarantined_total', { reason: 'not_a_number' })).toBe(before + 1);
  expect((await quarantined(world.server, 'spb')).map(({ signal, value }) => [signal, value]).sort()).toEqual([
    ['force', 'Infinity'],
    ['good', 'many'],
    ['pressure', 'NaN'],
  ]);
  expect(await liveValue(world.server, 'spb', 'temperature')).toBe(22);
  await device.endAsync();
});

describe('counters', () => {
  const count = async (machine: string, values: readonly number[]) => {
    const device = await connectDevice(world.server);
    for (const [index, good] of values.entries())
      await send(device, machine, { at: base + index * 1000, state: 'producing', good });
    await send(device, machine, { at: base + minuteMs, state: 'idle' });
    await device.endAsync();
  };
  const minute = [base, base + minuteMs] as const;

  it('one that goes back was reset, and what it counts from there on is counted', async () => {
    await count('reset', [1000, 1004, 3, 5]);
    await expectFacts(world.server, 'reset', minute, { good: 4 + 3 + 2 });
    expect(await quarantined(world.server, 'reset')).toEqual([]);
  });

  it('one that jumps impossibly far is not counted, and the list says so', async () => {
    const jumps: [string, Record<string, string>] = ['takt_fold_implausible_jumps_total', { signal: 'good' }];
    expect(await moved(world.server, jumps, () => count('jump', [10, 12, 4_000_000, 4_000_003]))).toBe(1);
    await expectFacts(world.server, 'jump', minute, { good: 2 + 3 });
    expect(await quarantined(world.server, 'jump')).toMatchObject([
      { signal: 'good', at: base + 2000, value: '12 → 4000000', reason: 'implausible_jump' },
    ]);
    const readings = await stored(world.server, 'jump', 'good', { from: base, to: base + 10_000 });
    expect(readings.map(({ value }) => value)).toEqual([10, 12, 4_000_000, 4_000_003]);
  });

  it('one wild reading between two that agree is passed over', async () => {
    await count('wild', [10, 12, 4_000_000_000, 15]);
    await expectFacts(world.server, 'wild', minute, { good: 2 + 3 });
    await until(async () => (await quarantined(world.server, 'wild')).length === 1);
  });
});
