// The formulas the panel writes out are the formulas the server computes by.
import { emptyFacts, type Facts, factFields } from '@takt/model/facts';
import { type KpiName, kpiNames, kpisOf } from '@takt/model/kpi';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deltaOf } from '../../../../../web/src/ui/kpi/delta.ts';
import { formulas, sumOf, termsOf } from '../../../../../web/src/ui/kpi/terms.ts';

const hourMs = 3_600_000;
/** Facts in which every KPI has a value. */
const fullFacts = fc
  .record(Object.fromEntries(factFields.map((field) => [field, fc.integer({ min: 1, max: 1_000_000 })])))
  .map((record) => {
    const facts = { ...emptyFacts(), ...record } as Facts;
    return { ...facts, produced: facts.produced + facts.unjudged };
  });

function kpiValue(name: KpiName, facts: Facts): number {
  const { ratio, times = [], perHour } = formulas[name];
  const own = ratio ? sumOf(ratio.over, facts) / sumOf(ratio.under, facts) : 1;
  const factors = times.reduce((product, factor) => product * kpiValue(factor, facts), 1);
  return own * factors * (perHour ? hourMs : 1);
}

describe.each(kpiNames)('%s', (name) => {
  test('written out gives the value of the model', () => {
    fc.assert(
      fc.property(fullFacts, (facts) => {
        const expected = kpisOf(facts).kpis[name];
        expect(expected).not.toBeNull();
        expect(kpiValue(name, facts) / Number(expected)).toBeCloseTo(1, 9);
      }),
    );
  });

  test('lists every fact it depends on', () => {
    const base = { ...emptyFacts(), ...Object.fromEntries(factFields.map((field) => [field, 1000])) } as Facts;
    base.produced = 4000;
    const terms = termsOf(name);
    for (const field of factFields) {
      const changed = kpisOf({ ...base, [field]: base[field] * 1.5 }).kpis[name] !== kpisOf(base).kpis[name];
      const listed = terms.includes(field) || (terms.includes('calendarMs') && field.endsWith('Ms'));
      if (changed) expect(listed, field).toBe(true);
    }
  });
});

describe('the change against the period before', () => {
  test('of a share is in percentage points', () => {
    expect(deltaOf('oee', 0.8, 0.75, 'en')).toEqual({ direction: 'up', better: true, text: '5.0', unit: 'points' });
  });

  test('of anything else is in percent, and less can be better', () => {
    const delta = deltaOf('energyPerGoodUnitWh', 90, 100, 'en');
    expect(delta).toEqual({ direction: 'down', better: true, text: '10.0', unit: 'percent' });
    expect(deltaOf('scrapRatio', 0.02, 0.01, 'en')?.better).toBe(false);
  });

  test('too small to be shown is no change', () => {
    expect(deltaOf('oee', 0.8001, 0.8, 'en')).toMatchObject({ direction: 'same', better: undefined });
  });

  test('needs both values, and a base to be a share of', () => {
    expect(deltaOf('oee', null, 0.5, 'en')).toBeUndefined();
    expect(deltaOf('oee', 0.5, undefined, 'en')).toBeUndefined();
    expect(deltaOf('throughputPerHour', 5, 0, 'en')).toBeUndefined();
    expect(deltaOf('oee', 0.5, 0, 'en')?.text).toBe('50.0');
  });
});
