// Owns what is asked of the reading routes in model/api/cockpit-routes.ts.
import type { Readings } from '../reading.ts';

export const cockpitReadings = {
  'cockpit.get': () => [{ query: {} }, { query: { region: '500000' } }, { query: { region: '500110' } }],
} satisfies Partial<Readings>;
