// Owns what the matrix asks of the routes in model/api/cockpit-routes.ts.
import type { Samples } from './sample.ts';

export const cockpitSamples = {
  'cockpit.get': { input: () => ({ query: { region: '500000' } }), at: 'platform' },
} satisfies Partial<Samples>;
