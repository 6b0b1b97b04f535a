// Owns what is asked of the reading routes in model/api/target-routes.ts.
import type { Readings } from '../reading.ts';

export const targetReadings = {
  'targets.list': () => [{ query: {} }],
  'targets.months': () => ['500000', '500110'].map((region) => ({ query: { year: 2026, region } })),
} satisfies Partial<Readings>;
