// Owns what is asked of the reading routes in model/api/registry-routes.ts.
import { recordIds } from '../../../../harness/registry.ts';
import { markOf } from '../marks.ts';
import type { Readings } from '../reading.ts';
import type { World } from '../world.ts';

const each =
  (kind: 'enterprise' | 'workshop', more: object = {}) =>
  ({ enterprises }: World) =>
    enterprises.map((node) => {
      const id = recordIds(markOf(node))[kind];
      return { params: { id }, about: id, ...more } as never;
    });

export const registryReadings = {
  'registry.terms': () => [{}],
  'registry.list': ({ enterprises, districts }) => [
    { query: { state: 'all', limit: 200 } },
    ...enterprises.map(({ name }) => ({ query: { q: name } })),
    ...districts.map((district) => ({ query: { district, connected: 'true' } as const })),
  ],
  'registry.get': each('enterprise'),
  'registry.history': each('enterprise', { query: {} }),
  'registryWorkshops.get': each('workshop'),
  'registryWorkshops.history': each('workshop', { query: {} }),
  'contacts.list': each('enterprise'),
  'figures.list': ({ enterprises }) =>
    enterprises.map((node) => {
      const id = recordIds(markOf(node)).workshop;
      return { params: { subject: 'workshop', id }, query: {}, about: id };
    }),
  'duplicates.list': ({ districts }) => [{ query: {} }, ...districts.map((district) => ({ query: { district } }))],
} satisfies Partial<Readings>;
