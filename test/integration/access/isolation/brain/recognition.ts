// Owns what is asked of the reading routes in model/api/recognition-routes.ts.
import { nobodys } from '../marks.ts';
import type { Readings } from '../reading.ts';

export const recognitionReadings = {
  'schemes.list': () => [{}],
  'schemes.get': () => [{ params: { id: 'cq-digital-workshop', version: 2 } }],
  'readiness.list': () => [
    { query: { scheme: 'cq-digital-workshop' } },
    { query: { scheme: 'cq-smart-factory', lacking: 'equipment_nc_rate' } },
  ],
  'evaluations.get': () => [{ params: { kind: 'workshop', id: `x-${nobodys}` } }],
} satisfies Partial<Readings>;
