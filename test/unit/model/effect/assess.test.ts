// What is said of an indicator: effects, verdicts, and why there is none.
import { addDays, assess, type MeasuredDay, type MeasuredIndicator, measuredIndicators } from '@takt/model/effect';
import { addFacts, emptyFacts } from '@takt/model/facts';
import { type KpiName, kpisOf } from '@takt/model/kpi';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Doing, dayOf, question } from './days.ts';
import { normal, randomFrom } from './random.ts';

/** Days that vary a little, always in the same way. */
function varied(doing: (index: number, window: string) => Doing = () => ({})) {
  const random = randomFrom(3);
  return (index: number, window: string): Doing => {
    const given = doing(index, window);
    return { ...given, availability: (given.availability ?? 0.7) + 0.02 * normal(random) };
  };
}

const better = varied((_, window) => ({ availability: window === 'after' ? 0.8 : 0.7 }));

describe('a value agrees with the KPI of the same days', () => {
  const names: Partial<Record<MeasuredIndicator, KpiName>> = {
    oee: 'oee',
    availability: 'availability',
    effectiveness: 'effectiveness',
    quality_ratio: 'qualityRatio',
    fpy: 'fpy',
    energy_per_good: 'energyPerGoodUnitWh',
  };
  it.each(Object.entries(names) as [MeasuredIndicator, KpiName][])('%s', (indicator, kpi) => {
    const asked = question(
      varied((index) => ({ busyHours: 8 + (index % 5), quality: 0.9 + (index % 7) / 100 })),
      { indicator },
    );
    const sum = emptyFacts();
    for (const { day, facts } of asked.days) if (day <= asked.baseline.to) addFacts(sum, facts);
    expect(assess(asked).before?.value).toBeCloseTo(kpisOf(sum).kpis[kpi] ?? Number.NaN, 12);
  });
});

describe('the verdict', () => {
  it('is effective where the interval lies on the better side', () => {
    const found = assess(question(better));
    expect(found).toMatchObject({ verdict: 'effective', reason: null, daysBefore: 60, daysAfter: 45, coverage: 1 });
    expect(found.effect?.value).toBeCloseTo(0.1 * 0.9 * 0.97, 2);
    expect(found.relative).toBeCloseTo(0.1 / 0.7, 1);
  });

  it('is worse where energy per good piece rose', () => {
    const asked = question((index, window) => ({ energyPerGoodWh: (window === 'after' ? 600 : 500) + (index % 3) }), {
      indicator: 'energy_per_good',
    });
    expect(assess(asked)).toMatchObject({ verdict: 'worse', effect: { value: expect.closeTo(100, 0) } });
  });

  it('is not shown where nothing changed', () => {
    expect(assess(question(varied()))).toMatchObject({ verdict: 'not_shown', reason: null });
  });

  it('is too early until there are 14 days after, and while the baseline is not over', () => {
    expect(assess(question(better, { after: 13 }))).toMatchObject({
      verdict: 'too_early',
      reason: 'few_days_after',
      daysAfter: 13,
      effect: null,
    });
    expect(assess(question(better, { lastDay: '2026-01-15' }))).toMatchObject({ verdict: 'too_early' });
  });

  it.each(measuredIndicators)(
    'takes the day with nothing scheduled, and lines without variation, for what they are: %s',
    (indicator) => {
      const asked = question((index) => (index % 7 === 6 ? { busyHours: 0 } : {}), { indicator });
      const found = assess(asked);
      expect(found.verdict).toBe('not_shown');
      expect(found.effect).toMatchObject({ value: expect.closeTo(0, 9), p: expect.any(Number) });
      expect(found.days.filter(({ leftOut }) => leftOut === 'not_scheduled')).toHaveLength(15);
    },
  );
});

describe('what cannot be measured says why', () => {
  const reasonOf = (asked: Parameters<typeof assess>[0]) => assess(asked).reason;
  const silent: Doing = { busyHours: 0, unknownHours: 16 };
  const patient = { after: 60 };

  it('no data before, or after', () => {
    expect(reasonOf(question((_, window) => (window === 'before' ? silent : {})))).toBe('no_data_before');
    expect(reasonOf(question((_, window) => (window === 'after' ? silent : {}), patient))).toBe('no_data_after');
  });

  it('few days: months without data', () => {
    const only = (days: number, which: string) =>
      question((index, window) => (window === which && index % 60 >= days ? silent : {}), patient);
    expect(reasonOf(only(19, 'before'))).toBe('few_days_before');
    expect(reasonOf(question((index, window) => (window === 'after' && index > 80 ? silent : {}), patient))).toBe(
      'few_days_after',
    );
  });

  it('low coverage, where the days would have been enough', () => {
    const weak: Doing = { busyHours: 10, unknownHours: 6 };
    const found = assess(question((_, window) => (window === 'before' ? weak : {})));
    expect(found).toMatchObject({ verdict: 'not_measurable', reason: 'low_coverage', daysBefore: 0 });
    expect(found.days[0]).toMatchObject({ leftOut: 'low_coverage', coverage: 0.625, window: 'before' });
  });

  it.each(measuredIndicators)('a baseline of nothing but zero output: %s', (indicator) => {
    expect(reasonOf(question((_, window) => (window === 'before' ? { availability: 0 } : {}), { indicator }))).toBe(
      'no_output',
    );
  });

  it('no energy meter, no inspection', () => {
    expect(reasonOf(question(() => ({ energyPerGoodWh: 0 }), { indicator: 'energy_per_good' }))).toBe('no_energy');
    const asked = question(() => ({}), { indicator: 'fpy' });
    const days = asked.days.map((day) => ({ ...day, facts: { ...day.facts, inspected: 0, firstPass: 0 } }));
    expect(reasonOf({ ...asked, days })).toBe('no_inspection');
  });

  it('a baseline that was rising all along', () => {
    const drift = varied((index) => ({ availability: 0.5 + index / 400 }));
    const found = assess(question(drift));
    expect(found).toMatchObject({ verdict: 'not_measurable', reason: 'placebo_failed', placebo: { failed: true } });
    expect(found.effect?.low).toBeGreaterThan(0);
  });
});

describe('control lines', () => {
  it('take away what happened to all lines', () => {
    const asked = question(varied((_, window) => ({ availability: window === 'after' ? 0.8 : 0.7 })));
    const control = question(varied((_, window) => ({ availability: window === 'after' ? 0.8 : 0.7 }))).days;
    const found = assess({ ...asked, control });
    expect(found).toMatchObject({ basis: 'control', verdict: 'not_shown', control: { daysBefore: 60, daysAfter: 45 } });
    expect(found.plain?.low).toBeGreaterThan(0);
  });

  it('are told of but not used where too few days match', () => {
    const asked = question(better);
    const found = assess({ ...asked, control: asked.days.filter(({ day }) => day > '2026-02-20') });
    expect(found).toMatchObject({
      basis: 'before_after',
      verdict: 'effective',
      control: { effect: null, daysBefore: 9 },
    });
  });

  it('of another speed move by the same share', () => {
    const both = (busy: number) => (_: number, window: string) => ({
      availability: window === 'after' ? 0.84 : 0.7,
      effectiveness: busy,
    });
    const asked = question(both(0.9), { indicator: 'output_per_hour' });
    const found = assess({ ...asked, control: question(both(0.45)).days });
    expect(found.effect?.value).toBeCloseTo(0, 9);
  });
});

describe('products', () => {
  const products = (days: readonly MeasuredDay[], of: (index: number) => string) =>
    days.map((day, index) => dayOf(day.day, { availability: 0.7 + (index % 3) / 100, product: of(index) }));

  it('made in one window only are named and left out', () => {
    const asked = question(() => ({}));
    const days = products(asked.days, (index) => (index % 4 > 0 ? 'shaft' : index < 60 ? 'gear' : 'hub'));
    const { mix, basis } = assess({ ...asked, days });
    expect(basis).toBe('product_mix');
    expect(mix).toMatchObject({
      products: ['shaft'],
      leftOut: [
        { product: 'gear', reason: 'only_before' },
        { product: 'hub', reason: 'only_after' },
      ],
      shareBefore: expect.closeTo(0.75, 1),
    });
  });

  it('that have little in common are not adjusted for', () => {
    const asked = question(() => ({}));
    const days = products(asked.days, (index) => (index % 4 === 0 ? 'shaft' : index < 60 ? 'gear' : 'hub'));
    expect(assess({ ...asked, days })).toMatchObject({ basis: 'before_after', mix: { effect: null } });
  });
});

describe('whatever the days', () => {
  const someDays = fc.array(
    fc.record({
      availability: fc.double({ min: 0.1, max: 1, noNaN: true }),
      quality: fc.double({ min: 0.5, max: 1, noNaN: true }),
      busyHours: fc.integer({ min: 0, max: 20 }),
      product: fc.constantFrom('shaft', 'gear'),
    }),
    { minLength: 120, maxLength: 120 },
  );
  const runs = { numRuns: 25 };

  it('their order makes no difference', () => {
    fc.assert(
      fc.property(someDays, fc.infiniteStream(fc.nat()), (doings, order) => {
        const asked = question((index) => doings[index] ?? {});
        const shuffled = asked.days
          .map((day) => ({ day, at: order.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ day }) => day);
        expect(assess({ ...asked, days: shuffled })).toEqual(assess(asked));
      }),
      runs,
    );
  });

  it('a plan, its windows and days a year later tell the same', () => {
    fc.assert(
      fc.property(someDays, (doings) => {
        const asked = question((index) => doings[index] ?? {});
        const later = (day: string) => addDays(day, 365);
        const moved = {
          ...asked,
          baseline: { from: later(asked.baseline.from), to: later(asked.baseline.to) },
          exclusion: { from: later(asked.exclusion.from), to: later(asked.exclusion.to) },
          lastDay: later(asked.lastDay),
          days: asked.days.map((day) => ({ ...day, day: later(day.day) })),
        };
        const { effect, verdict, mix } = assess(asked);
        expect(assess(moved)).toMatchObject({ effect, verdict, mix });
      }),
      runs,
    );
  });

  it('twice the energy a piece is twice the effect and twice the interval', () => {
    fc.assert(
      fc.property(someDays, fc.integer({ min: 100, max: 900 }), (doings, energyPerGoodWh) => {
        const of = (times: number) =>
          assess(
            question((index) => ({ ...doings[index], energyPerGoodWh: times * (energyPerGoodWh + (index % 9)) }), {
              indicator: 'energy_per_good',
            }),
          ).effect;
        const [once, twice] = [of(1), of(2)];
        for (const part of ['value', 'low', 'high', 'error'] as const)
          expect(twice?.[part]).toBeCloseTo(2 * (once?.[part] ?? Number.NaN), 6);
      }),
      runs,
    );
  });
});
