// Owns the behaviour of silences: the spans in which a source said nothing.
import { describe, expect, it } from 'vitest';
import { append, freshStore, type StoreFactory } from './under-test.ts';

const source = 'plant/m1';

export function silences(create: StoreFactory): void {
  describe('silences', () => {
    it('finds them between readings of any signal, before the first and after the last', async () => {
      const store = await freshStore(create);
      await append(store, source, [
        ['a', 100, 1],
        ['b', 200, null],
        ['a', 300, 1],
        ['a', 600, 1],
        ['b', 610, 'x'],
      ]);
      const read = (from: number, to: number) => store.readSilences({ source, from, to, quietMs: 150 });
      expect(await read(0, 1000)).toEqual([
        { after: Number.NEGATIVE_INFINITY, until: 100 },
        { after: 300, until: 600 },
        { after: 610, until: 1000 },
      ]);
      expect(await read(400, 500)).toEqual([{ after: 300, until: 500 }]);
      expect(await read(600, 700)).toEqual([]);
      expect(await read(0, 50)).toEqual([{ after: Number.NEGATIVE_INFINITY, until: 50 }]);
      expect(await read(900, 1000)).toEqual([{ after: 610, until: 1000 }]);
    });

    it('counts a pause of exactly the quiet time as no silence', async () => {
      const store = await freshStore(create);
      await append(store, source, [
        ['a', 0, 1],
        ['a', 150, 1],
        ['a', 301, 1],
      ]);
      expect(await store.readSilences({ source, from: 0, to: 451, quietMs: 150 })).toEqual([
        { after: 150, until: 301 },
      ]);
    });

    it('looks back as far as it must for the reading before the range', async () => {
      const store = await freshStore(create);
      const day = 86_400_000;
      await append(store, source, [
        ['a', 5, 1],
        ['b', 3, 1],
        ['a', 400 * day, 1],
      ]);
      expect(await store.readSilences({ source, from: 300 * day, to: 301 * day, quietMs: 1000 })).toEqual([
        { after: 5, until: 301 * day },
      ]);
    });

    it('is one silence without end or beginning where the source never spoke', async () => {
      const store = await freshStore(create);
      expect(await store.readSilences({ source, from: 10, to: 20, quietMs: 1 })).toEqual([
        { after: Number.NEGATIVE_INFINITY, until: 20 },
      ]);
      expect(await store.readSilences({ source, from: 20, to: 20, quietMs: 1 })).toEqual([]);
    });
  });
}
