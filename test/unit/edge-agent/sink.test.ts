// Proves what stands between drivers and the outbox: bounded frames, refusals told, room only where there is some.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Outbox, openOutbox, type Reading } from '../../../edge-agent/src/outbox/index.ts';
import { createSink } from '../../../edge-agent/src/sink.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';

describe('the sink', () => {
  let temp: TempDirectory;
  let outbox: Outbox;
  const refused: [string, number, string][] = [];
  const commitListeners: (() => void)[] = [];

  beforeEach(async () => {
    temp = await createTempDirectory('sink');
    outbox = await openOutbox({ directory: temp.path, maxBytes: 65_536, whenFull: 'refuse_new' });
    refused.length = commitListeners.length = 0;
  });
  afterEach(async () => {
    await outbox.close();
    await temp.remove();
  });

  const enlarge = async () => {
    await outbox.close();
    outbox = await openOutbox({ directory: temp.path, maxBytes: 64 * 1024 * 1024, whenFull: 'refuse_new' });
  };
  const sinkOf = () =>
    createSink({
      outbox,
      uplink: {
        start() {},
        setReachable() {},
        onCommit: (listener) => commitListeners.push(() => listener(0)),
        async close() {},
      },
      lifeSigns: undefined,
      roomBytes: 32_768,
      onRefused: (...what) => refused.push(what),
      onProgress() {},
    });
  const readings = (count: number, value: string | number = 1): Reading[] =>
    Array.from({ length: count }, (_, at) => ({ signal: 's', at, value }));

  it('cuts what would become too large a message, in order', async () => {
    await enlarge();
    expect(await sinkOf().readings('m', readings(4500))).toBe(3);
    const cursor = outbox.cursor(1);
    const found: Reading[] = [];
    for (let frame = await cursor.next(); frame; frame = await cursor.next()) {
      expect(frame.readings.length).toBeLessThanOrEqual(2000);
      found.push(...frame.readings);
    }
    await cursor.close();
    expect(found).toEqual(readings(4500));
  });

  it('bounds a frame of long texts too', async () => {
    await enlarge();
    expect(await sinkOf().readings('m', readings(1000, 'x'.repeat(1024)))).toBeGreaterThan(4);
  });

  it('tells of what the outbox refused', async () => {
    const sink = sinkOf();
    let offset: number | undefined = 0;
    for (let index = 0; index < 100 && offset !== undefined; index++) offset = await sink.readings('m', readings(500));
    expect(offset).toBeUndefined();
    expect(refused).toEqual([['m', 500, 'full']]);
    expect(outbox.refused).toBe(500);
  });

  it('has no room for a burst until enough is committed, or it is released', async () => {
    const sink = sinkOf();
    await sink.room();
    while (outbox.bytes <= 32_768) await sink.readings('m', readings(500));
    let free = 0;
    const waiting = sink.room().then(() => free++);
    for (const listener of commitListeners) listener();
    await new Promise((resolve) => setImmediate(resolve));
    expect(free).toBe(0);
    outbox.trim(outbox.durable);
    for (const listener of commitListeners) listener();
    await waiting;
    while (outbox.bytes <= 32_768) await sink.readings('m', readings(500));
    const released = sink.room();
    sink.release();
    await released;
    await sink.room();
  });
});
