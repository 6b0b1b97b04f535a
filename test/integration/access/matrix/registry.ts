// Owns what the matrix asks of the routes in model/api/registry-routes.ts.
import { recordIds } from '../../../harness/registry.ts';
import { type Made, nothing, type Samples } from './sample.ts';

type Ids = ReturnType<typeof recordIds>;

const idsOf = ({ tenant }: Made) => recordIds(tenant.mark);
const read = (id: keyof Ids, more: object = {}) => ({
  input: (made: Made) => ({ params: { id: idsOf(made)[id] }, ...more }) as never,
  at: 'enterprise' as const,
});
/** Where it is allowed it is a conflict: nobody saw that revision, and the next one who asks finds the record as it was. */
const change = (id: keyof Ids, body: object = {}) => read(id, { body: { revision: 999, ...body } });
const official = (id: keyof Ids, body: object = {}) => ({ ...change(id, body), at: 'district' as const });

const figureOf = (subject: 'enterprise' | 'workshop', more: object) => ({
  input: (made: Made) => ({ params: { subject, id: idsOf(made)[subject] }, ...more }) as never,
  at: 'enterprise' as const,
});

export const registrySamples = {
  'registry.terms': { input: nothing },
  'registry.list': { input: () => ({ query: { state: 'all', limit: 200 } }), rows: true },
  'registry.get': read('enterprise'),
  'registry.create': {
    input: ({ tenant }) => ({ body: { name: `New ${tenant.mark}`, district: tenant.district } }),
    at: 'district',
  },
  'registry.change': {
    input: (made) => ({
      params: { id: idsOf(made).enterprise },
      body: { revision: 999, name: 'X', district: made.tenant.district },
    }),
    at: 'enterprise',
  },
  'registry.close': official('enterprise'),
  'registry.reopen': official('enterprise'),
  'registry.link': official('enterprise', { code: null }),
  'registry.history': read('enterprise', { query: {} }),
  'registrySites.add': read('enterprise', { body: { name: 'X' } }),
  'registrySites.change': change('site', { name: 'X' }),
  'registrySites.state': change('site', { state: 'closed' }),
  'registrySites.link': official('site', { code: null }),
  'registryWorkshops.get': read('workshop'),
  'registryWorkshops.add': read('enterprise', { body: { name: 'X' } }),
  'registryWorkshops.change': change('workshop', { name: 'X' }),
  'registryWorkshops.state': change('workshop', { state: 'closed' }),
  'registryWorkshops.link': official('workshop', { code: null }),
  'registryWorkshops.history': read('workshop', { query: {} }),
  'equipment.add': read('workshop', { body: { name: 'X' } }),
  'equipment.change': change('equipment', { name: 'X' }),
  'equipment.state': change('equipment', { state: 'removed' }),
  'equipment.link': change('equipment', { code: null }),
  'contacts.list': read('enterprise'),
  'contacts.add': read('enterprise', { body: { name: 'X' } }),
  'contacts.change': change('contact', { name: 'X' }),
  'contacts.state': change('contact', { state: 'removed' }),
  'figures.list': figureOf('enterprise', { query: {} }),
  'figures.declare': figureOf('workshop', { body: { indicator: 'mes_in_use', value: 1 } }),
  'duplicates.list': { input: () => ({ query: {} }), rows: true },
  'duplicates.dismiss': {
    input: (made) => ({ body: { first: idsOf(made).enterprise, second: idsOf(made).fellow } }),
    at: 'district',
  },
  'duplicates.merge': {
    input: (made) => ({
      body: { winner: idsOf(made).enterprise, loser: idsOf(made).fellow, winnerRevision: 999, loserRevision: 999 },
    }),
    at: 'district',
  },
} satisfies Partial<Samples>;
