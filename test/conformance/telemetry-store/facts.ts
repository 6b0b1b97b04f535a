// Owns the behaviour of facts: replaced by range, summed by bucket.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { emptyFacts, type FactRow } from '@takt/model/facts';
import { describe, expect, it } from 'vitest';
import type { TelemetryStore } from '../../../server/src/platform/telemetry-store/port.ts';
import { freshStore, type StoreFactory } from './under-test.ts';

const minute = 60_000;

export function fact(machine: string, start: number, product: string, produced: number): FactRow {
  return { ...emptyFacts(), machine, start, product, produced, producingMs: minute, energyWh: produced / 8 };
}

function replace(store: TelemetryStore, machine: string, from: number, to: number, rows: FactRow[]): Promise<void> {
  return store.replaceFacts('minute', [{ machine, from, to, rows }]);
}

export function facts(create: StoreFactory): void {
  describe('facts', () => {
    it('gives rows back as they were written, ascending', async () => {
      const store = await freshStore(create);
      const rows = [fact('m1', 0, '', 1), fact('m1', minute, '半轴 "A"', 2), fact('m1', minute, 'B', 3)];
      await replace(store, 'm1', 0, 2 * minute, rows);
      const read = await store.readFacts({ machines: ['m1'], grain: 'minute', from: 0, to: 2 * minute });
      expect(read.toSorted((a, b) => a.produced - b.produced)).toEqual(rows);
      expect(read.map(({ start }) => start)).toEqual([0, minute, minute]);
    });

    it('replaces a range: products that vanished vanish, neighbours stay', async () => {
      const store = await freshStore(create);
      await store.replaceFacts('minute', [
        { machine: 'm1', from: 0, to: 3 * minute, rows: [0, 1, 2].map((index) => fact('m1', index * minute, 'A', 1)) },
        { machine: 'm2', from: 0, to: 3 * minute, rows: [0, 1, 2].map((index) => fact('m2', index * minute, 'A', 1)) },
      ]);
      await replace(store, 'm1', minute, 2 * minute, [fact('m1', minute, 'B', 5)]);
      const read = await store.readFacts({ machines: ['m1', 'm2'], grain: 'minute', from: 0, to: 3 * minute });
      const told = read.map(({ machine, start, product }) => `${machine} ${start / minute} ${product}`).sort();
      expect(told).toEqual(['m1 0 A', 'm1 1 B', 'm1 2 A', 'm2 0 A', 'm2 1 A', 'm2 2 A']);
    });

    it('keeps the grains apart', async () => {
      const store = await freshStore(create);
      await store.replaceFacts('hour', [{ machine: 'm1', from: 0, to: 3_600_000, rows: [fact('m1', 0, 'A', 7)] }]);
      const query = { machines: ['m1'], from: 0, to: 3_600_000 };
      expect(await store.readFacts({ ...query, grain: 'minute' })).toEqual([]);
      expect((await store.readFacts({ ...query, grain: 'hour' }))[0]?.produced).toBe(7);
      expect(await store.readFacts({ ...query, grain: 'day' })).toEqual([]);
      expect((await store.factSpans(['m1'])).size).toBe(0);
    });

    it('sums per machine, product and bucket between uneven edges', async () => {
      const store = await freshStore(create);
      const rows = Array.from({ length: 100 }, (_, index) => fact('m1', index * minute, index % 2 ? 'A' : 'B', index));
      await replace(store, 'm1', 0, 100 * minute, rows);
      const edges = [0, 10, 20, 30, 50, 51, 90].map((index) => index * minute);
      const sums = await store.sumFacts({ machines: ['m1', 'none'], grain: 'minute', from: 0, to: 90 * minute, edges });
      for (const [index, from] of edges.slice(0, -1).entries()) {
        for (const product of ['A', 'B']) {
          const within = rows.filter(
            (row) => row.product === product && row.start >= from && row.start < (edges[index + 1] ?? 0),
          );
          const produced = within.reduce((sum, row) => sum + row.produced, 0);
          const sum = sums.find((row) => row.start === from && row.product === product);
          expect(sum?.produced ?? 0).toBe(produced);
          expect(sum?.producingMs ?? 0).toBe(within.length * minute);
        }
      }
      const whole = await store.sumFacts({ machines: ['m1'], grain: 'minute', from: 0, to: 100 * minute });
      expect(whole.map(({ start, produced }) => [start, produced]).sort()).toEqual([
        [0, 2450],
        [0, 2500],
      ]);
    });

    it('leaves out what lies outside the range even when the edges reach further', async () => {
      const store = await freshStore(create);
      await replace(
        store,
        'm1',
        0,
        4 * minute,
        [0, 1, 2, 3].map((index) => fact('m1', index * minute, '', 1)),
      );
      const edges = [0, 2 * minute, 4 * minute];
      const sums = await store.sumFacts({ machines: ['m1'], grain: 'minute', from: minute, to: 3 * minute, edges });
      expect(sums.map(({ start, produced }) => [start, produced])).toEqual([
        [0, 1],
        [2 * minute, 1],
      ]);
    });

    it('knows the span of every machine’s minutes, also after its ends were replaced', async () => {
      const store = await freshStore(create);
      const rows = [2, 3, 4].map((index) => fact('m1', index * minute, '', 1));
      await replace(store, 'm1', 0, 10 * minute, rows);
      const span = async () => (await store.factSpans(['m1', 'm2'])).get('m1');
      expect(await span()).toEqual({ from: 2 * minute, to: 5 * minute });
      await replace(store, 'm1', 4 * minute, 9 * minute, [fact('m1', 8 * minute, '', 1)]);
      expect(await span()).toEqual({ from: 2 * minute, to: 9 * minute });
      await replace(store, 'm1', 8 * minute, 9 * minute, []);
      expect(await span()).toEqual({ from: 2 * minute, to: 4 * minute });
      await replace(store, 'm1', 0, 3 * minute, []);
      expect(await span()).toEqual({ from: 3 * minute, to: 4 * minute });
      await replace(store, 'm1', 0, 10 * minute, []);
      expect((await store.factSpans(['m1'])).size).toBe(0);
    });

    it('refuses a row outside the range it replaces, and writes nothing of that batch', async () => {
      const store = await freshStore(create);
      const stray = { machine: 'm1', from: 0, to: minute, rows: [fact('m1', minute, '', 1)] };
      const fine = { machine: 'm2', from: 0, to: minute, rows: [fact('m2', 0, '', 1)] };
      await expect(store.replaceFacts('minute', [fine, stray])).rejects.toThrow(RangeError);
      expect((await store.factSpans(['m1', 'm2'])).size).toBe(0);
    });

    it('counts nothing twice where replacements of one batch overlap: the last one counts', async () => {
      const store = await freshStore(create);
      const rows = (machine: string, first: number, last: number, produced: number) =>
        Array.from({ length: last - first }, (_, index) => fact(machine, (first + index) * minute, '', produced));
      await store.replaceFacts('minute', [
        { machine: 'm1', from: 0, to: 4 * minute, rows: rows('m1', 0, 4, 1) },
        { machine: 'm2', from: 0, to: 4 * minute, rows: rows('m2', 0, 4, 1) },
        { machine: 'm1', from: 2 * minute, to: 8 * minute, rows: rows('m1', 2, 5, 2) },
        { machine: 'm1', from: 3 * minute, to: 4 * minute, rows: [] },
      ]);
      const read = await store.readFacts({ machines: ['m1'], grain: 'minute', from: 0, to: 8 * minute });
      expect(read.map(({ start, produced }) => [start / minute, produced])).toEqual([
        [0, 1],
        [1, 1],
        [2, 2],
        [4, 2],
      ]);
      expect(await store.readFacts({ machines: ['m2'], grain: 'minute', from: 0, to: 8 * minute })).toHaveLength(4);
    });

    it('refuses a fact that is no number, naming it', async () => {
      const store = await freshStore(create);
      const row = { ...fact('m1', 0, '', 1), energyWh: Number.NaN };
      await expect(replace(store, 'm1', 0, minute, [row])).rejects.toThrow('energyWh of m1 at 0 is NaN');
      expect(await store.readFacts({ machines: ['m1'], grain: 'minute', from: 0, to: minute })).toEqual([]);
    });

    it('never shows a range half replaced', async () => {
      const store = await freshStore(create);
      const machines = ['m1', 'm2', 'm3'];
      const write = (produced: number) =>
        store.replaceFacts(
          'minute',
          machines.map((machine) => ({ machine, from: 0, to: minute, rows: [fact(machine, 0, '', produced)] })),
        );
      await write(0);
      let done = false;
      const writing = (async () => {
        for (let round = 1; round <= 40; round++) await write(round);
      })().finally(() => {
        done = true;
      });
      while (!done) {
        await nextTurn();
        const sums = await store.sumFacts({ machines, grain: 'minute', from: 0, to: minute });
        expect(sums).toHaveLength(3);
        expect(new Set(sums.map(({ produced }) => produced)).size).toBe(1);
      }
      await writing;
    });

    it('answers for machines it has never heard of with nothing', async () => {
      const store = await freshStore(create);
      const query = { machines: ['none'], grain: 'day', from: 0, to: 1e13 } as const;
      expect(await store.readFacts(query)).toEqual([]);
      expect(await store.sumFacts({ ...query, edges: [0, 1] })).toEqual([]);
      expect(await store.sumFacts({ ...query, machines: [] })).toEqual([]);
      await store.replaceFacts('day', []);
    });
  });
}
