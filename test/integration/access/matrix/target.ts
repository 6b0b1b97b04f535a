// Owns what the matrix asks of the routes in model/api/target-routes.ts.
import type { Samples } from './sample.ts';

/** The regions of the shipped file; nobody of a tenant looks after one of them. */
const city = '500000';

export const targetSamples = {
  'targets.list': { input: () => ({ query: {} }), rows: true },
  'targets.months': { input: () => ({ query: { year: 2026, region: city } }), at: 'platform' },
  'targets.set': {
    // Refused for its region, where it is allowed.
    input: () => ({
      body: { year: 2026, plans: [{ region: 'nowhere', indicator: 'digital_workshops', plan: 1, revision: 0 }] },
    }),
    at: 'platform',
  },
} satisfies Partial<Samples>;
