// Owns the behaviour of raw samples: keys, order, neighbours, history.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SampleBuffer } from '../../../server/src/platform/telemetry-store/sample-buffer.ts';
import { append, type Entry, freshStore, openStore, type StoreFactory } from './under-test.ts';

const source = 'plant/m1';
const all = { source, from: 0, to: 1e13 };

export function samples(create: StoreFactory, hugeRows: number): void {
  describe('samples', () => {
    it('gives back numbers, texts, booleans as 0 or 1, and readings without a value', async () => {
      const store = await freshStore(create);
      const entries: Entry[] = [
        ['a', 1, 1.5],
        ['a', 2, 'text'],
        ['a', 3, true],
        ['a', 4, false],
        ['a', 5, null],
        ['a', 6, ''],
        ['a', 7, -0.1],
        ['a', 8, Number.MAX_SAFE_INTEGER],
        ['a', 9, '日本語 \0 🙂 "quoted" \\ \''],
      ];
      await append(store, source, entries);
      const values = (await store.readSamples({ ...all, signals: ['a'] })).map(({ value }) => value);
      expect(values).toEqual([
        1.5,
        'text',
        1,
        0,
        null,
        '',
        -0.1,
        Number.MAX_SAFE_INTEGER,
        '日本語 \0 🙂 "quoted" \\ \'',
      ]);
    });

    it('keeps sources and signals of any name apart', async () => {
      const store = await freshStore(create);
      const names = ['a', 'A', 'a b', 'ä', '转速', "it's", 'x"y', 'a,b=c', 'a\\'];
      for (const name of names) await append(store, `plant/${name}`, [[name, 1, name]]);
      for (const name of names) {
        const read = await store.readSamples({ source: `plant/${name}`, signals: names, from: 0, to: 2 });
        expect(read).toEqual([{ signal: name, at: 1, value: name }]);
      }
    });

    it('numbers a series once and only once', async () => {
      const store = await freshStore(create);
      const first = store.series(source, 'a');
      expect(store.series(source, 'a')).toBe(first);
      expect(store.series(source, 'b')).not.toBe(first);
      expect(store.series('plant/m2', 'a')).not.toBe(first);
    });

    it('reads from inclusive to exclusive, ascending, whatever order they arrived in', async () => {
      const store = await freshStore(create);
      await append(store, source, [
        ['a', 30, 3],
        ['b', 20, 2],
      ]);
      await append(store, source, [
        ['a', 10, 1],
        ['a', 40, 4],
        ['b', 35, 3.5],
      ]);
      const read = await store.readSamples({ source, signals: ['a', 'b'], from: 20, to: 40 });
      expect(read.map(({ at }) => at)).toEqual([20, 30, 35]);
    });

    it('adds each signal’s last reading before the range when asked', async () => {
      const store = await freshStore(create);
      const day = 86_400_000;
      await append(store, source, [
        ['rare', 1, 'old'],
        ['often', 1, 0],
        ['often', 90 * day, 1],
        ['often', 100 * day, 2],
      ]);
      const query = { source, signals: ['rare', 'often', 'never'], from: 95 * day, to: 100 * day };
      expect(await store.readSamples({ ...query, previous: true })).toEqual([
        { signal: 'rare', at: 1, value: 'old' },
        { signal: 'often', at: 90 * day, value: 1 },
      ]);
      expect(await store.readSamples(query)).toEqual([]);
    });

    it('does not make a second reading of one appended twice', async () => {
      const store = await freshStore(create);
      const entries: Entry[] = [
        ['a', 1, 1],
        ['a', 2, 'x'],
        ['a', 3, null],
      ];
      await append(store, source, [...entries, ...entries]);
      await append(store, source, entries);
      expect(await store.readSamples({ ...all, signals: ['a'] })).toHaveLength(3);
      expect((await store.history({ ...all, signal: 'a', points: 1 }))[0]?.count).toBe(1);
    });

    it('finds the next reading, near or years away', async () => {
      const store = await freshStore(create);
      const year = 365 * 86_400_000;
      await append(store, source, [
        ['a', 10, 1],
        ['a', 10 * year, 2],
        ['b', 20, null],
      ]);
      expect(await store.nextAt(source, ['a'], 0)).toBe(10);
      expect(await store.nextAt(source, ['a', 'b'], 10)).toBe(10);
      expect(await store.nextAt(source, ['a', 'b'], 11)).toBe(20);
      expect(await store.nextAt(source, ['a', 'b'], 21)).toBe(10 * year);
      expect(await store.nextAt(source, ['b'], 21)).toBeNull();
      expect(await store.nextAt(source, ['a'], 10 * year + 1)).toBeNull();
    });

    it('knows the latest reading of every signal and the span of a source', async () => {
      const store = await freshStore(create);
      await append(store, source, [
        ['a', 10, 1],
        ['b', 500_000_000, 'x'],
      ]);
      await append(store, source, [
        ['a', 30, 3],
        ['a', 20, 2],
        ['b', 4, 'early'],
      ]);
      const latest = (await store.latest(source)).sort((one, other) => one.at - other.at);
      expect(latest).toEqual([
        { signal: 'a', at: 30, value: 3 },
        { signal: 'b', at: 500_000_000, value: 'x' },
      ]);
      expect(await store.span(source)).toEqual({ first: 4, last: 500_000_000 });
    });

    it('knows every source with a reading, also after it was opened again', async () => {
      const place = await create();
      const first = await openStore(place);
      expect(await first.sources()).toEqual([]);
      await append(first, 'plant/m2', [['a', 1, 'x']]);
      await append(first, 'plant/转速 1', [
        ['a', 2, null],
        ['b', 3, 1],
      ]);
      first.series('plant/none', 'a');
      expect((await first.sources()).sort()).toEqual(['plant/m2', 'plant/转速 1']);
      await first.close();
      const second = await openStore(place);
      expect((await second.sources()).sort()).toEqual(['plant/m2', 'plant/转速 1']);
      await second.close();
      await place.remove();
    });

    it('answers questions about what it does not hold with nothing', async () => {
      const store = await freshStore(create);
      const unknown = { source: 'plant/none', from: 0, to: 100 };
      expect(await store.readSamples({ ...unknown, signals: ['a'], previous: true })).toEqual([]);
      expect(await store.readSamples({ ...unknown, signals: [] })).toEqual([]);
      expect(await store.nextAt('plant/none', ['a'], 0)).toBeNull();
      expect(await store.nextAt('plant/none', [], 0)).toBeNull();
      expect(await store.latest('plant/none')).toEqual([]);
      expect(await store.span('plant/none')).toBeNull();
      expect(await store.history({ ...unknown, signal: 'a', points: 10 })).toEqual([]);
      await store.append(new SampleBuffer());
      store.series('plant/none', 'a');
      expect(await store.span('plant/none')).toBeNull();
      await store.check();
    });

    it('thins history into at most the points asked for', async () => {
      const store = await freshStore(create);
      const entries = Array.from({ length: 1000 }, (_, index): Entry => ['a', index * 10, index]);
      await append(store, source, [...entries, ['a', 10_000, 'text'], ['a', 10_010, null]]);
      const history = await store.history({ source, signal: 'a', from: 0, to: 20_000, points: 100 });
      expect(history).toHaveLength(50);
      expect(history[1]).toEqual({ at: 200, min: 20, max: 39, mean: 29.5, last: 39, count: 20 });
      expect(history.reduce((sum, point) => sum + point.count, 0)).toBe(1000);
    });

    it('takes a huge batch and many at once', async () => {
      const store = await freshStore(create);
      const big = new SampleBuffer();
      const series = [0, 1, 2, 3].map((index) => store.series(source, `s${index}`));
      for (let row = 0; row < hugeRows; row++) big.push(series[row & 3] ?? 0, row, row % 9 ? row : `text ${row}`);
      const small = Array.from({ length: 50 }, (_, index) => append(store, 'plant/m2', [['a', index, index]]));
      await Promise.all([store.append(big), ...small]);
      expect(await store.readSamples({ source: 'plant/m2', signals: ['a'], from: 0, to: 50 })).toHaveLength(50);
      const read = await store.readSamples({ source, signals: ['s1'], from: 0, to: hugeRows });
      expect(read).toHaveLength(hugeRows / 4);
      expect(read.at(-1)).toEqual({ signal: 's1', at: hugeRows - 3, value: hugeRows - 3 });
    });

    it('lets the buffer be used again once the append has resolved', async () => {
      const store = await freshStore(create);
      const buffer = new SampleBuffer(1);
      for (let round = 0; round < 5; round++) {
        buffer.push(store.series(source, 'a'), round, round);
        if (round % 2) buffer.push(store.series(source, 'text'), round, `t${round}`);
        await store.append(buffer);
        buffer.clear();
      }
      expect((await store.readSamples({ ...all, signals: ['a'] })).map(({ value }) => value)).toEqual([0, 1, 2, 3, 4]);
      expect((await store.readSamples({ ...all, signals: ['text'] })).map(({ value }) => value)).toEqual(['t1', 't3']);
    });

    it('answers reads while it is written to, and sees what was resolved before the read began', async () => {
      const store = await freshStore(create);
      const rounds = 60;
      let resolved = 0;
      const writing = (async () => {
        for (let round = 0; round < rounds; round++) {
          await append(store, source, [
            ['a', round, round],
            ['b', round, `t${round}`],
          ]);
          resolved = round + 1;
        }
      })().finally(() => {
        resolved = rounds;
      });
      while (resolved < rounds) {
        await nextTurn();
        const before = resolved;
        const read = await store.readSamples({ source, signals: ['a'], from: 0, to: rounds });
        expect(read.length).toBeGreaterThanOrEqual(before);
        expect(read.map(({ value }) => value)).toEqual(read.map((_, index) => index));
      }
      await writing;
    });

    it('loses no signal from the latest and the earlier readings while newer ones arrive', async () => {
      const store = await freshStore(create);
      const signals = ['busy', 'rare'];
      await append(store, source, [
        ['busy', 0, 0],
        ['rare', 0, 'x'],
      ]);
      const rounds = 150;
      let written = 0;
      const writing = (async () => {
        for (let round = 1; round <= rounds; round++) {
          await append(store, source, [['busy', round, round]]);
          written = round;
        }
      })().finally(() => {
        written = rounds;
      });
      while (written < rounds) {
        const from = written + 1;
        const [latest, read] = await Promise.all([
          store.latest(source),
          store.readSamples({ source, signals, from, to: from, previous: true }),
        ]);
        expect(latest.map(({ signal }) => signal).sort()).toEqual(signals);
        expect(read.map(({ signal }) => signal).sort()).toEqual(signals);
        expect(read.find(({ signal }) => signal === 'busy')?.at).toBe(from - 1);
      }
      await writing;
    });

    it('keeps times before 1970 apart from those after', async () => {
      const store = await freshStore(create);
      const entries: Entry[] = [-86_400_001, -1, 0, 1].map((at): Entry => ['a', at, at]);
      for (const entry of entries.toReversed()) await append(store, source, [entry]);
      const read = await store.readSamples({ source, signals: ['a'], from: -1e12, to: 1e12 });
      expect(read.map(({ at, value }) => [at, value])).toEqual(entries.map(([, at]) => [at, at]));
      expect(await store.span(source)).toEqual({ first: -86_400_001, last: 1 });
    });

    it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])(
      'refuses %d as a time, and the buffer whole',
      async (at) => {
        const store = await freshStore(create);
        const entries: Entry[] = [
          ['a', 1, 1],
          ['a', at, 2],
        ];
        await expect(append(store, source, entries)).rejects.toThrow(`time ${at} of series`);
        expect(await store.span(source)).toBeNull();
      },
    );

    it('refuses a series it never gave out', async () => {
      const store = await freshStore(create);
      const buffer = new SampleBuffer();
      buffer.push(12_345, 1, 1);
      await expect(store.append(buffer)).rejects.toThrow(RangeError);
      await append(store, source, [['a', 1, 1]]);
      expect(await store.span(source)).toEqual({ first: 1, last: 1 });
    });
  });
}
