import { type Cell, type Contribution, primarySuppression, suppress, suppressionRules } from '@takt/model/aggregates';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const equal = (count: number, from = 0): Contribution[] =>
  Array.from({ length: count }, (_, index) => ({ enterprise: `e${from + index}`, busyMs: 100, energyWh: 10 }));
const of = (...busy: number[]): Contribution[] =>
  busy.map((busyMs, index) => ({ enterprise: `e${index}`, busyMs, energyWh: 0 }));

const contribution = fc.record({
  enterprise: fc.constantFrom(...Array.from({ length: 14 }, (_, index) => `e${index}`)),
  busyMs: fc.nat(1000),
  energyWh: fc.nat(1000),
});
const table: fc.Arbitrary<Cell[]> = fc
  .array(fc.array(contribution, { maxLength: 16 }), { maxLength: 5 })
  .map((cells) => cells.map((contributions, index) => ({ key: `s${index}`, contributions })));

describe('a sum over enterprises', () => {
  it('is not published of fewer than five', () => {
    expect(primarySuppression([])).toBe('few');
    expect(primarySuppression(equal(4))).toBe('few');
    expect(primarySuppression(equal(5))).toBeNull();
  });

  it('counts an enterprise once, however many sites it has', () => {
    expect(primarySuppression([...equal(4), ...equal(4)])).toBe('few');
  });

  it('is not published where one enterprise has more than 70 % of it, or two more than 85 %', () => {
    expect(primarySuppression(of(70, 10, 10, 5, 5))).toBeNull();
    expect(primarySuppression(of(71, 10, 9, 5, 5))).toBe('dominated');
    expect(primarySuppression(of(45, 40, 5, 5, 5))).toBeNull();
    expect(primarySuppression(of(45, 41, 5, 5, 4))).toBe('dominated');
  });

  it('is judged by energy as by time', () => {
    const thirsty = equal(6).map((one, index) => (index === 0 ? { ...one, energyWh: 1000 } : one));
    expect(primarySuppression(thirsty)).toBe('dominated');
  });

  it('does not depend on the order, nor on the unit', () => {
    fc.assert(
      fc.property(fc.array(contribution, { maxLength: 12 }), fc.constantFrom(2, 8, 1024), (all, unit) => {
        const scaled = all.map((one) => ({ ...one, busyMs: one.busyMs * unit, energyWh: one.energyWh * unit }));
        expect(primarySuppression(scaled.toReversed())).toBe(primarySuppression(all));
      }),
    );
  });

  it('is published of any five or more of like size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: suppressionRules.least, max: 60 }),
        (count) => primarySuppression(equal(count)) === null,
      ),
    );
  });
});

describe('a table of sums', () => {
  it('hides a second cell where one alone would follow from the total', () => {
    const cells = [
      { key: 'small', contributions: equal(2) },
      { key: 'middle', contributions: equal(6, 10) },
      { key: 'large', contributions: equal(9, 20) },
    ];
    expect(suppress(cells)).toEqual({ total: null, cells: ['few', 'complement', null] });
  });

  it('hides no more where the hidden ones stand for each other', () => {
    const cells = [
      { key: 'a', contributions: equal(3) },
      { key: 'b', contributions: equal(4, 10) },
      { key: 'c', contributions: equal(9, 20) },
    ];
    expect(suppress(cells)).toEqual({ total: null, cells: ['few', 'few', null] });
  });

  it('that is dominated publishes cells where nobody dominates, and not all', () => {
    const giant = equal(6).map((one, index) => (index === 0 ? { ...one, busyMs: 10_000 } : one));
    const cells = [
      { key: 'a', contributions: giant },
      { key: 'b', contributions: equal(6, 10) },
    ];
    expect(suppress(cells)).toEqual({ total: 'dominated', cells: ['dominated', null] });
  });

  it('an empty cell hides nothing and makes nothing hidden', () => {
    const cells = [
      { key: 'none', contributions: [] },
      { key: 'all', contributions: equal(9) },
    ];
    expect(suppress(cells)).toEqual({ total: null, cells: ['few', null] });
  });

  it('publishes nothing that may not be by itself', () => {
    fc.assert(
      fc.property(table, (cells) => {
        const { total, cells: hidden } = suppress(cells);
        expect(total).toBe(primarySuppression(cells.flatMap((cell) => cell.contributions)));
        for (const [index, cell] of cells.entries()) {
          const alone = primarySuppression(cell.contributions);
          if (alone === null) expect([null, 'complement']).toContain(hidden[index]);
          else expect(hidden[index]).toBe(alone);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('lets no hidden sum be worked out from what is published', () => {
    fc.assert(
      fc.property(table, (cells) => {
        const { total, cells: hidden } = suppress(cells);
        const unpublished = cells.filter((_, index) => hidden[index] !== null);
        const together = unpublished.flatMap((cell) => cell.contributions);
        // The total less all published cells is all that follows of the hidden ones.
        if (total === null && together.length > 0) expect(primarySuppression(together)).toBeNull();
        // All cells add up to the total.
        if (total !== null && cells.length > 0) expect(unpublished.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('is hidden the same whatever order its cells come in', () => {
    const distinct = table.filter((cells) => {
      const sizes = cells.map(({ contributions }) =>
        JSON.stringify([
          new Set(contributions.map((one) => one.enterprise)).size,
          contributions.reduce((sum, one) => sum + one.busyMs, 0),
        ]),
      );
      return new Set(sizes).size === cells.length;
    });
    fc.assert(
      fc.property(distinct, (cells) => {
        const backwards = suppress(cells.toReversed());
        expect(backwards.cells.toReversed()).toEqual(suppress(cells).cells);
      }),
      { numRuns: 500 },
    );
  });
});
