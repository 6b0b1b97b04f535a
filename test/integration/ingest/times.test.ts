// When a reading was made: every way to say it, times that cannot be, repetition and disorder.
import { describe, expect, it } from 'vitest';
import {
  base,
  connectDevice,
  expectFacts,
  hourMs,
  keptAside,
  liveValue,
  minuteMs,
  moved,
  quarantined,
  send,
  stored,
  withNeighbour,
} from './setup.ts';

const world = withNeighbour(['forms', 'arrival', 'ahead', 'ancient', 'mixed', 'again', 'clockless']);

describe('a moment', () => {
  it('may be ISO 8601 with any zone, or epoch ms, whole or not', async () => {
    const device = await connectDevice(world.server);
    const iso = (at: number, offsetHours: number) =>
      new Date(at + offsetHours * hourMs).toISOString().replace('Z', `+0${offsetHours}:00`);
    await send(device, 'forms', [
      { at: new Date(base).toISOString(), v: 0 },
      { at: iso(base + 1000, 8), v: 1 },
      { at: iso(base + 2000, 2), v: 2 },
      { at: base + 3000, v: 3 },
      { at: base + 4000.4, v: 4 },
      { at: String(base + 5000), v: 5 },
    ]);
    const points = await stored(world.server, 'forms', 'v', { from: base, to: base + 10_000 });
    expect(points).toEqual([0, 1, 2, 3, 4, 5].map((value) => ({ at: base + value * 1000, value, count: 1 })));
    await device.endAsync();
  });

  it('is the time of arrival where the device says none', async () => {
    const device = await connectDevice(world.server);
    const before = Date.now();
    await send(device, 'arrival', { v: 1 });
    await send(device, 'arrival', { at: null, w: 2 });
    const { signals } = await world.server.call('machines.live', { params: { code: 'arrival' } });
    expect(signals.map(({ signal, value }) => [signal, value])).toEqual([
      ['v', 1],
      ['w', 2],
    ]);
    for (const { at } of signals) {
      expect(at).toBeGreaterThanOrEqual(before);
      expect(at).toBeLessThanOrEqual(Date.now());
    }
    await device.endAsync();
  });
});

describe('a time that cannot be', () => {
  it.each([
    ['six minutes ahead', () => Date.now() + 6 * minuteMs],
    ['a thousand years ahead', () => Date.UTC(3026, 0, 1)],
    ['beyond every calendar', () => 1e300],
  ])('%s is kept aside', async (_, at) => {
    const device = await connectDevice(world.server);
    const moment = at();
    const before = (await quarantined(world.server, 'ahead')).length;
    expect(await moved(world.server, keptAside('future'), () => send(device, 'ahead', { at: moment, good: 9 }))).toBe(
      1,
    );
    const entries = await quarantined(world.server, 'ahead');
    expect(entries).toHaveLength(before + 1);
    expect(entries[0]).toMatchObject({ reason: 'future', value: '9', at: moment < 1e16 ? moment : null });
    expect(await liveValue(world.server, 'ahead', 'good')).toBeUndefined();
    await device.endAsync();
  });

  it('four minutes ahead is a clock that is a little fast', async () => {
    const device = await connectDevice(world.server);
    await send(device, 'ahead', { at: Date.now() + 4 * minuteMs, temperature: 5 });
    expect(await liveValue(world.server, 'ahead', 'temperature')).toBe(5);
    await device.endAsync();
  });

  it.each([
    ['1970', 0],
    ['seconds where ms belong', Math.floor(base / 1000)],
    ['before Christ', -1e14],
    ['below every calendar', -1e300],
  ])('%s is kept aside', async (_, at) => {
    const device = await connectDevice(world.server);
    expect(await moved(world.server, keptAside('before_2000'), () => send(device, 'ancient', { at, good: 9 }))).toBe(1);
    const [entry] = await quarantined(world.server, 'ancient');
    expect(entry).toMatchObject({ reason: 'before_2000', at: at > -1e16 ? at : null });
    expect(await liveValue(world.server, 'ancient', 'good')).toBeUndefined();
    await device.endAsync();
  });

  it('takes nothing else of its message with it', async () => {
    const device = await connectDevice(world.server);
    const bodies = [
      { at: base, v: 1 },
      { at: 0, v: 2 },
      { at: Date.now() + hourMs, v: 3 },
      { at: base + 1000, v: 4 },
    ];
    await send(device, 'mixed', bodies);
    const points = await stored(world.server, 'mixed', 'v', { from: base, to: base + 10_000 });
    expect(points.map(({ value }) => value)).toEqual([1, 4]);
    expect((await quarantined(world.server, 'mixed')).map(({ reason }) => reason).sort()).toEqual([
      'before_2000',
      'future',
    ]);
    await device.endAsync();
  });
});

it('what comes twice and out of order counts once and in order', async () => {
  const device = await connectDevice(world.server);
  const readings = Array.from({ length: 121 }, (_, good) => ({ at: base + good * 1000, state: 'producing', good }));
  const shuffled = [...readings, ...readings].sort((a, b) => ((a.good * 7919) % 121) - ((b.good * 7919) % 121));
  for (let start = 0; start < shuffled.length; start += 11)
    await send(device, 'again', shuffled.slice(start, start + 11));
  const points = await stored(world.server, 'again', 'good', { from: base, to: base + 121_000 });
  expect(points).toEqual(readings.map(({ at, good }) => ({ at, value: good, count: 1 })));
  await expectFacts(world.server, 'again', [base, base + 2 * minuteMs], { good: 120, producingMs: 2 * minuteMs });
  await device.endAsync();
});

it('a clock that begins in 2000 after every power cut holds nobody up', async () => {
  const device = await connectDevice(world.server);
  const reset = Date.UTC(2000, 0, 1, 0, 0, 30);
  await send(device, 'clockless', { at: reset, state: 'producing', good: 5 });
  await send(device, 'clockless', { at: base, state: 'producing', good: 6 });
  await send(device, 'clockless', { at: base + minuteMs, state: 'producing', good: 8 });
  await expectFacts(world.server, 'clockless', [base, base + minuteMs], { good: 2, producingMs: minuteMs });
  await device.endAsync();
});
