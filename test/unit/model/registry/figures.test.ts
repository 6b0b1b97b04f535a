// Behaviour of declared figures, size classes, equipment rates and contacts.
import {
  contactSchema,
  type EquipmentFacts,
  equipmentRates,
  equipmentSchema,
  figureIndicatorNames,
  figureRange,
  figureSchema,
  industrialSizeClass,
} from '@takt/model/registry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const pathsOf = (input: object) => figureSchema.safeParse(input).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('a figure', () => {
  it('lies within the range of its indicator, both ends included', () => {
    for (const indicator of figureIndicatorNames) {
      const { least, most } = figureRange(indicator);
      for (const value of [least, most]) expect(pathsOf({ indicator, value })).toEqual([]);
      for (const value of [least - 1, most + 1]) expect(pathsOf({ indicator, value })).toEqual(['value']);
    }
  });

  it('is whole where there are no parts, and never endless', () => {
    expect(pathsOf({ indicator: 'employees', value: 12.5 })).toEqual(['value']);
    expect(pathsOf({ indicator: 'mes_in_use', value: 0.5 })).toEqual(['value']);
    expect(pathsOf({ indicator: 'revenue', value: Number.POSITIVE_INFINITY })).toEqual(['value']);
  });

  it('has a period with two ends in their order, of days that exist', () => {
    const figure = { indicator: 'revenue', value: 1 };
    expect(pathsOf({ ...figure, from: '2025-01-01' })).toEqual(['to']);
    expect(pathsOf({ ...figure, from: '2025-12-31', to: '2025-01-01' })).toEqual(['to']);
    expect(pathsOf({ ...figure, from: '2025-02-30', to: '2025-12-31' })).toEqual(['from']);
    expect(pathsOf({ ...figure, from: '2025-01-01', to: '2025-12-31' })).toEqual([]);
  });
});

describe('size class of an industrial enterprise', () => {
  it.each([
    [1000, 400_000_000, 'large'],
    [5000, 399_999_999, 'medium'],
    [999, 900_000_000, 'medium'],
    [300, 20_000_000, 'medium'],
    [299, 20_000_000, 'small'],
    [20, 3_000_000, 'small'],
    [19, 900_000_000, 'micro'],
  ] as const)('%s people and %s yuan: %s', (employees, revenue, size) => {
    expect(industrialSizeClass(employees, revenue)).toBe(size);
  });
});

const said = fc.option(fc.boolean());
const equipment: fc.Arbitrary<EquipmentFacts> = fc.record({
  quantity: fc.integer({ min: 1, max: 1000 }),
  numericallyControlled: said,
  networked: said,
  keyProcess: said,
});

describe('equipment rates', () => {
  it('count pieces, and what is not said on neither side', () => {
    const of = (quantity: number, numericallyControlled: boolean | null, keyProcess: boolean | null = null) => ({
      quantity,
      numericallyControlled,
      networked: null,
      keyProcess,
    });
    const rates = equipmentRates([of(6, true, true), of(2, false, true), of(2, false), of(5, null, true)]);
    expect(rates.pieces).toBe(15);
    expect(rates.nc).toEqual({ count: 6, of: 10, unsaid: 5, rate: 0.6 });
    expect(rates.keyProcessNc).toEqual({ count: 6, of: 8, unsaid: 5, rate: 0.75 });
    expect(rates.networked).toEqual({ count: 0, of: 0, unsaid: 15, rate: null });
  });

  it('account for every piece', () => {
    fc.assert(
      fc.property(fc.array(equipment, { maxLength: 20 }), (list) => {
        const { pieces, nc, networked } = equipmentRates(list);
        for (const { count, of, unsaid } of [nc, networked]) {
          expect(of + unsaid).toBe(pieces);
          expect(count).toBeLessThanOrEqual(of);
        }
      }),
    );
  });
});

describe('records', () => {
  it('say which field is wrong', () => {
    const fieldsOf = (result: { error?: { issues: { path: PropertyKey[] }[] } | undefined }) =>
      result.error?.issues.map(({ path }) => path[0]);
    expect(fieldsOf(contactSchema.safeParse({ name: 'A', phone: 'call me', email: 'nobody' }))).toEqual([
      'phone',
      'email',
    ]);
    expect(fieldsOf(equipmentSchema.safeParse({ name: 'Lathe', quantity: 0 }))).toEqual(['quantity']);
    expect(fieldsOf(equipmentSchema.safeParse({ name: 'Lathe\u0007' }))).toEqual(['name']);
    expect(contactSchema.parse({ name: ' A ', phone: '' })).toEqual({
      name: 'A',
      position: null,
      phone: null,
      email: null,
    });
  });
});
