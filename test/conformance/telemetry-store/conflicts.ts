// Owns which of several values that claim one key is read back.
import { describe, expect, it } from 'vitest';
import { append, type Entry, freshStore, type StoreFactory, type Value, type Winner } from './under-test.ts';

const source = 'plant/m1';
const all = { source, signals: ['a'], from: 0, to: 1e13 };

async function readAfter(
  create: StoreFactory,
  batches: readonly (readonly Entry[])[],
  times: number,
): Promise<Value[]> {
  const store = await freshStore(create);
  for (let time = 0; time < times; time++) for (const entries of batches) await append(store, source, entries);
  const read = await store.readSamples(all);
  expect(await store.latest(source)).toEqual(read.slice(-1));
  return read.map(({ value }) => value);
}

export function conflicts(create: StoreFactory, winner: Winner): void {
  describe('values that claim one key', () => {
    it('lets a text beat a number and a number beat none, whatever their order of arrival', async () => {
      for (const [values, expected] of [
        [[1, 'a', null], 'a'],
        [[null, 'a', 1], 'a'],
        [['a', 1, null], 'a'],
        [[1, null], 1],
        [[null, 1], 1],
      ] as const) {
        const apart = values.map((value): Entry[] => [['a', 5, value]]);
        expect(await readAfter(create, apart, 1)).toEqual([expected]);
        expect(await readAfter(create, [apart.flat()], 1)).toEqual([expected]);
      }
    });

    it('reads back the same one when a sender’s whole sequence is appended again in its order', async () => {
      const numbers = [1, 3, 2].map((value): Entry[] => [['a', 5, value]]);
      const texts = ['b', 'c', 'a'].map((value): Entry[] => [['a', 6, value]]);
      const sequence = [...numbers, ...texts];
      const expected = winner === 'greatest' ? [3, 'c'] : [2, 'a'];
      for (const batches of [sequence, [sequence.flat()], [numbers.flat(), texts.flat()]]) {
        expect(await readAfter(create, batches, 1)).toEqual(expected);
        expect(await readAfter(create, batches, 2)).toEqual(expected);
      }
    });

    it('reads back the same one of many thousands in one batch', async () => {
      const rounds = [4, 9, 7];
      const entries = rounds.flatMap((round) => Array.from({ length: 20_000 }, (_, at): Entry => ['a', at, round]));
      const values = await readAfter(create, [entries], 1);
      expect(values).toHaveLength(20_000);
      expect(new Set(values)).toEqual(new Set([winner === 'greatest' ? 9 : 7]));
    });

    if (winner === 'greatest')
      it('reads back the same one in every order of arrival', async () => {
        const values = [1, 2, 'a', 'b', null];
        const outcomes = new Set<unknown>();
        for (const order of [values, values.toReversed(), ['b', null, 2, 'a', 1], [null, 'a', 1, 'b', 2]]) {
          for (const value of await readAfter(
            create,
            order.map((one): Entry[] => [['a', 5, one]]),
            1,
          ))
            outcomes.add(value);
        }
        expect([...outcomes]).toEqual(['b']);
      });
  });
}
