// Owns what the matrix asks of the routes in model/api/recognition-routes.ts.
import type { Tenant } from '../../../harness/tenants.ts';
import type { Samples } from './sample.ts';

const enterprise = (one: Tenant) => `re-${one.mark}`;

/** One of those that come with Takt. */
const id = 'cq-digital-workshop';
const words = { 'zh-CN': '名称', en: 'Name' };

export const recognitionSamples = {
  'schemes.list': { input: () => ({}) as never },
  'schemes.get': { input: () => ({ params: { id, version: 2 } }) },
  'schemes.add': {
    // Refused where it is allowed: nobody saw this version.
    input: () => ({
      params: { id },
      body: {
        basedOn: 999,
        countsAs: 'digital_workshop',
        subject: 'workshop',
        name: words,
        authority: words,
        document: 'X',
        year: 2026,
        validFrom: '2099-01-01',
        criteria: [
          {
            id: 'x',
            indicator: 'nc_rate',
            operator: '>=',
            threshold: 1,
            evidence: 'registry',
            name: words,
            source: 'X',
          },
        ],
      },
    }),
    at: 'platform',
  },
  'schemes.confirm': {
    // Changes nothing: nobody confirmed it.
    input: () => ({ params: { id, version: 2, criterion: 'mes_in_use' }, body: { confirmed: false } }),
    at: 'platform',
  },
  'readiness.list': { input: () => ({ query: { scheme: id } }), rows: true },
  'evaluations.get': {
    input: ({ tenant }) => ({ params: { kind: 'enterprise', id: enterprise(tenant) } }),
    at: 'enterprise',
  },
} satisfies Partial<Samples>;
