// Owns the property: whatever is appended in whatever order, the store answers like a map that is read in full.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredSample } from '../../../server/src/platform/telemetry-store/port.ts';
import { NaiveSamples } from './naive.ts';
import { append, type Entry, freshStore, type StoreFactory, type Winner } from './under-test.ts';

const signals = ['a', 'b', 'c', 'never'];
const time = fc.integer({ min: 0, max: 60 }).map((step) => step * 700_000);
const value = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
  fc.constantFrom('x', 'y', ''),
  fc.boolean(),
  fc.constant(null),
);
const entry = fc.tuple(fc.constantFrom('a', 'b', 'c'), time, value) as fc.Arbitrary<Entry>;
const batches = fc.array(fc.array(entry, { maxLength: 40 }), { minLength: 1, maxLength: 6 });
const question = fc.record({
  from: time,
  to: time,
  quietMs: fc.integer({ min: 0, max: 5_000_000 }),
  signals: fc.subarray(signals, { minLength: 1 }),
});

/** -0 and 0 are one number; the order of readings of one moment is free. */
function normal(samples: readonly StoredSample[]): string[] {
  return samples
    .map(({ signal, at, value: kept }) => `${at} ${signal} ${JSON.stringify(kept === 0 ? 0 : kept)}`)
    .sort();
}

export function randomised(create: StoreFactory, winner: Winner): void {
  describe('any history', () => {
    it('answers like a map read in full', async () => {
      const store = await freshStore(create);
      let run = 0;
      await fc.assert(
        fc.asyncProperty(batches, fc.array(question, { minLength: 1, maxLength: 4 }), async (appended, questions) => {
          const source = `plant/m${run++}`;
          const naive = new NaiveSamples(winner);
          for (const entries of appended) {
            await append(store, source, entries);
            naive.add(entries);
          }
          expect(normal(await store.latest(source))).toEqual(normal(naive.latest()));
          for (const { from, to, quietMs, signals: asked } of questions) {
            const read = await store.readSamples({ source, signals: asked, from, to, previous: true });
            expect(normal(read)).toEqual(normal(naive.read(asked, from, to, true)));
            expect(read.map(({ at }) => at)).toEqual(read.map(({ at }) => at).toSorted((a, b) => a - b));
            expect(await store.nextAt(source, asked, from)).toBe(naive.nextAt(asked, from));
            if (from >= to) continue;
            expect(await store.readSilences({ source, from, to, quietMs })).toEqual(naive.silences(from, to, quietMs));
          }
        }),
        { numRuns: 40 },
      );
    });
  });
}
