// Plans of a measurement: which are refused, and at which field.
import { type EffectPlan, problemsOfPlan } from '@takt/model/effect';
import { describe, expect, it } from 'vitest';

const plan: EffectPlan = {
  baseline: { from: '2026-01-01', to: '2026-03-01' },
  exclusion: { from: '2026-03-02', to: '2026-03-20' },
  afterTo: null,
  minimumCoverage: 0.8,
  indicators: [{ indicator: 'oee', expected: 0.1 }],
  controlLines: [],
  productMix: true,
};
const at = { goLive: '2026-03-15', today: '2026-02-01' };
const fields = (change: Partial<EffectPlan>, when = at) =>
  problemsOfPlan({ ...plan, ...change }, when).map(({ field }) => field);

describe('a plan', () => {
  it('is accepted where the windows follow one another and the go-live is in the exclusion window', () => {
    expect(fields({})).toEqual([]);
    expect(fields({ afterTo: '2026-06-01' })).toEqual([]);
  });

  it('is refused where the baseline reaches into the exclusion window, or to the go-live', () => {
    expect(fields({ baseline: { from: '2026-01-01', to: '2026-03-02' } })).toEqual(['baseline.to']);
    expect(fields({}, { ...at, goLive: '2026-03-01' })).toEqual(['baseline.to', 'exclusion.to']);
  });

  it('is refused with windows that end before they begin, or are longer than 400 days', () => {
    expect(fields({ exclusion: { from: '2026-03-16', to: '2026-03-14' } })).toContain('exclusion.to');
    expect(fields({ baseline: { from: '2025-01-01', to: '2026-03-01' } })).toEqual(['baseline.to']);
    expect(fields({ afterTo: '2027-12-01' })).toEqual(['afterTo']);
    expect(fields({ afterTo: '2026-03-20' })).toEqual(['afterTo']);
  });

  it('is refused where the baseline is yet to begin', () => {
    expect(fields({}, { ...at, today: '2025-12-31' })).toEqual(['baseline.from']);
  });
});
