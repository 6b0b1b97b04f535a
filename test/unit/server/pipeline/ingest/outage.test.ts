// The store is down: devices that keep nothing are spooled, agents keep, and afterwards nobody waits for what was spooled.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempDirectory, type TempDirectory } from '../../../../harness/temp.ts';
import { until } from '../../../../harness/until.ts';
import { type FlusherUnderTest, startFlusher } from './flushing.ts';
import { openTestSpool } from './spooling.ts';

let temp: TempDirectory;
const running: FlusherUnderTest[] = [];
beforeEach(async () => {
  temp = await createTempDirectory('outage');
});
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.mode = 'up';
    await one.close();
  }
  await temp.remove();
});

async function start(settings: Parameters<typeof startFlusher>[1] = {}): Promise<FlusherUnderTest> {
  const started = await startFlusher(temp.path, settings);
  running.push(started);
  return started;
}

const isDown = (run: FlusherUnderTest) =>
  until(async () => (await run.metric('takt_ingest_store_outage')) === 1, { what: 'the outage' });
const isDrained = (run: FlusherUnderTest) =>
  until(async () => (await run.metric('takt_spool_records')) === 0, { what: 'an empty spool' });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

/** Puts so many readings of `s/spooled` into the spool, 10,000 a record. */
async function fillSpool(readings: number): Promise<void> {
  const spool = await openTestSpool(temp.path);
  await spool.write(range(0, readings).map((n) => ['s/spooled', 'good', 1_700_000_000_000 + n, n]));
  await spool.spool.close();
}

describe('a store that fails once', () => {
  it('is asked again, and nothing is spooled', async () => {
    const run = await start();
    run.failing = 1;
    run.push('device', 's/d', 0, 3);
    await run.flusher.durable('device');
    expect(run.stored('s/d')).toEqual([0, 1, 2]);
    expect(await run.metric('takt_spool_written_total')).toBe(0);
  });
});

describe.each([
  { mode: 'down', what: 'a store that is down' },
  { mode: 'silent', what: 'a store that does not answer' },
  { mode: 'unmarked', what: 'a database that takes no marks' },
] as const)('$what', ({ mode }) => {
  it('lets no device wait and no agent go', async () => {
    const run = await start();
    run.mode = mode;
    run.push('agent', 's/a', 0, 5);
    run.flusher.commitTo(run.target, 7);
    for (let n = 0; n < 4; n++) {
      run.push('device', 's/d', n * 10, 10);
      await run.flusher.durable('device');
    }
    expect(await run.metric('takt_spool_written_total')).toBe(40);
    expect(run.committed).toEqual([]);
    expect(run.marked).toEqual([]);

    run.mode = 'up';
    await until(() => run.committed.length > 0);
    await isDrained(run);
    expect(run.committed).toEqual([7]);
    expect(run.stored('s/a')).toEqual(range(0, 5));
    expect(run.stored('s/d')).toEqual(range(0, 40));
    expect(new Set(run.marked.map(({ machine }) => machine))).toEqual(new Set(['s/a', 's/d']));
    expect(await run.metric('takt_ingest_store_outage')).toBe(0);
  });
});

describe('memory', () => {
  it('of agents is bounded while nothing is committed, and leaves devices their room', async () => {
    const run = await start({ highRows: 100, maxRows: 1000 });
    run.mode = 'down';
    run.push('agent', 's/a', 0, 1);
    await isDown(run);
    let taken = 1;
    for (; run.flusher.hasRoom('agent'); taken += 10) run.push('agent', 's/a', taken, 10);
    expect(taken).toBeLessThanOrEqual(120);
    for (let n = 0; n < 50; n++) {
      expect(run.flusher.hasRoom('device')).toBe(true);
      run.push('device', 's/d', n * 100, 100);
      await run.flusher.durable('device');
    }
    expect(run.flusher.waitingRows).toBeLessThan(1000);
    run.mode = 'up';
    await isDrained(run);
    await until(() => run.flusher.waitingRows === 0);
    expect(run.flusher.hasRoom('agent')).toBe(true);
    expect(run.stored('s/a')).toEqual(range(0, taken));
    expect(run.stored('s/d')).toEqual(range(0, 5000));
  });

  it('has room for devices that speak faster than the disk takes it: they are asked to wait for the disk', async () => {
    const run = await start({ highRows: 2000, maxRows: 4000 });
    run.mode = 'silent';
    run.push('device', 's/d', 0, 1);
    await isDown(run);
    let asked = 0;
    let taken = 1;
    for (let n = 0; n < 200; n++) {
      expect(run.flusher.hasRoom('device')).toBe(true);
      run.push('device', 's/d', taken, 500);
      taken += 500;
      const room = run.flusher.room();
      if (room) asked++;
      await room;
    }
    expect(asked).toBeGreaterThan(0);
    run.mode = 'up';
    await isDrained(run);
    await until(() => run.flusher.waitingRows === 0);
    expect(run.stored('s/d')).toEqual(range(0, taken));
  });

  it('fills where the spool is full, up to its bound; nobody is asked to wait, and what was taken is stored', async () => {
    const run = await start({ highRows: 500, maxRows: 2000, maxBytes: 1000 });
    run.mode = 'down';
    run.push('device', 's/d', 0, 1);
    await isDown(run);
    run.push('device', 's/d', 1, 100);
    await until(async () => (await run.metric('takt_spool_failures_total', { reason: 'full' })) > 0);
    let taken = 101;
    for (; run.flusher.hasRoom('device'); taken += 100) {
      run.push('device', 's/d', taken, 100);
      expect(run.flusher.room()).toBeUndefined();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const kept = run.flusher.durable('device');
    expect(run.flusher.waitingRows).toBeGreaterThanOrEqual(2000);
    expect(run.flusher.hasRoom('agent')).toBe(false);
    run.mode = 'up';
    await kept;
    await isDrained(run);
    expect(run.stored('s/d')).toEqual(range(0, taken));
  });
});

describe('what is spooled', () => {
  it('comes in order, and live readings go between any two portions of it', async () => {
    await fillSpool(200_000);
    const run = await start();
    let live = 0;
    run.onAppend = ({ source }) => {
      if (source === 's/spooled') run.push('device', 's/live', live++, 1);
    };
    await isDrained(run);
    await until(() => run.stored('s/live').length === live);
    const order = run.written.map(({ source }) => source);
    const portions = order.filter((source) => source === 's/spooled').length;
    expect(portions).toBeGreaterThan(2);
    for (const [index, source] of order.entries()) if (index > 0) expect(source).not.toBe(order[index - 1]);
    expect(run.written.flatMap(({ source, values }) => (source === 's/spooled' ? values : []))).toEqual(
      range(0, 200_000),
    );
  });

  it('gives way to live readings that fill every flush, but not for ever', async () => {
    await fillSpool(50_000);
    const run = await start({ rows: 10 });
    let live = 0;
    const speak = () => run.push('device', 's/live', live++ * 10, 10);
    run.onAppend = ({ source }) => source === 's/live' && speak();
    speak();
    await isDrained(run);
    run.onAppend = () => {};
    const turns = run.written.flatMap(({ source }, index) => (source === 's/spooled' ? [index] : []));
    expect(turns.length).toBeGreaterThan(1);
    for (const [nth, turn] of turns.entries()) if (nth > 0) expect(turn - (turns[nth - 1] ?? 0)).toBe(9);
    expect(run.stored('s/spooled')).toEqual(range(0, 50_000));
  });

  it('waits where the store takes what is live but not this, and does not hold it up', async () => {
    await fillSpool(10);
    const run = await start();
    run.onAppend = ({ source }) => {
      if (source === 's/spooled' && live < 20) throw new Error('not this');
    };
    let live = 0;
    for (; live < 20; live++) {
      run.push('device', 's/live', live, 1);
      await run.flusher.durable('device');
    }
    expect(run.stored('s/live')).toEqual(range(0, 20));
    expect(await run.metric('takt_spool_written_total')).toBe(0);
    await isDrained(run);
  });
});

describe('a server that stops while the store is down', () => {
  it('leaves in the spool what it took from devices', async () => {
    const run = await startFlusher(temp.path);
    run.mode = 'down';
    run.push('device', 's/d', 0, 10);
    run.push('agent', 's/a', 0, 10);
    run.flusher.commitTo(run.target, 3);
    await isDown(run);
    run.push('device', 's/d', 10, 10);
    const kept = run.flusher.durable('device');
    await run.close();
    await kept;
    expect(run.committed).toEqual([]);
    const after = await openTestSpool(temp.path);
    expect((await after.drain()).map(([source, , , value]) => [source, value])).toEqual(
      range(0, 20).map((n) => ['s/d', n]),
    );
  });

  it('does not wait for a store that does not answer', async () => {
    const run = await startFlusher(temp.path);
    run.mode = 'silent';
    run.push('device', 's/d', 0, 10);
    await run.close();
    const after = await openTestSpool(temp.path);
    expect(await after.drain()).toHaveLength(10);
  });
});

describe('readings the store never takes', () => {
  it('are kept aside with their names and committed with the rest', async () => {
    const run = await start();
    run.poison = new Set([2]);
    run.push('agent', 's/a', 0, 4);
    run.flusher.commitTo(run.target, 1);
    await until(() => run.committed.length > 0);
    expect(run.committed).toEqual([1]);
    expect(run.quarantined).toMatchObject([
      { source: { site: 's', machine: 'a' }, signal: 'good', value: 2, reason: 'beyond_retention' },
    ]);
  });

  it('do not hold up the spool either', async () => {
    await fillSpool(10);
    const run = await start();
    run.poison = new Set([4, 5]);
    await isDrained(run);
    expect(run.quarantined.map(({ value }) => value)).toEqual([4, 5]);
  });
});
