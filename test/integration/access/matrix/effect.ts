// Owns what the matrix asks of the routes in model/api/effect-routes.ts.
import { type Samples, scopeOf } from './sample.ts';

const plan = {
  revision: null,
  baseline: { from: '2026-01-01', to: '2026-02-28' },
  exclusion: { from: '2026-03-01', to: '2026-03-15' },
  afterTo: null,
  minimumCoverage: 0.8,
  indicators: [{ indicator: 'oee' as const, expected: null }],
  controlLines: [],
  productMix: true,
};

/** Projects nobody made: whoever may ask is answered that they are not there. */
export const effectSamples = {
  'effect.get': { input: () => ({ params: { id: 'none' } }), rows: true },
  'effect.plan': { input: () => ({ params: { id: 'none' }, body: plan }) },
  'effect.declare': {
    input: () => ({
      params: { id: 'none', indicator: 'unit_cost' as const },
      body: { before: 1, after: 2, unit: 'yuan' },
    }),
  },
  'effects.query': { input: ({ tenant }) => ({ query: { scope: scopeOf(tenant, 'district') } }), at: 'district' },
} satisfies Partial<Samples>;
