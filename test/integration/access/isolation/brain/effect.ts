// Owns what is asked of the reading routes in model/api/effect-routes.ts.
import type { Readings } from '../reading.ts';

export const effectReadings = {
  'effect.get': () => [{ params: { id: 'none' } }],
  'effects.query': ({ districts }) =>
    districts.map((code) => ({ query: { scope: `district:${code}` as never }, about: code })),
} satisfies Partial<Readings>;
