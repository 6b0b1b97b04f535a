// Owns what the matrix asks of the routes in model/api/project-routes.ts.
import { type DatabaseOptions, openDatabase } from '../../../../server/src/platform/database/index.ts';
import { putProjects } from '../../../harness/retrofit.ts';
import type { Tenant } from '../../../harness/tenants.ts';
import type { Made, Samples } from './sample.ts';

const enterprise = (one: Tenant) => `re-${one.mark}`;
const id = (one: Tenant) => `pr-${one.mark}`;

/** A project of each tenant, written before the server starts, of its enterprise in the registry. */
export async function writeProjects(database: DatabaseOptions, tenants: readonly Tenant[]): Promise<void> {
  const { db, close } = await openDatabase(database);
  try {
    for (const one of tenants) {
      const { district } = one;
      await putProjects(db, { id: id(one), enterprise: enterprise(one), district, name: `Project ${one.mark}` });
    }
  } finally {
    await close();
  }
}

/** At the district, or at the enterprise. */
const at = 'enterprise' as const;
const params = ({ tenant }: Made) => ({ id: id(tenant) });
/** Refused where it is allowed: nobody saw this revision. */
const revision = 999;
const fields = { name: 'X', type: 'energy', plannedYuan: 1 };
const query = {};
const nowhere = 'nowhere';

export const projectSamples = {
  'projects.list': { input: () => ({ query }), rows: true },
  'projects.board': { input: () => ({ query }), rows: true },
  'projects.timeline': { input: () => ({ query }), rows: true },
  'projects.terms': { input: () => ({}) as never, rows: true },
  'projects.enterprises': { input: () => ({ query }), rows: true },
  'projects.workshops': { input: ({ tenant }) => ({ query: { enterprise: enterprise(tenant) } }), at },
  'projects.create': {
    // Refused for its type, where it is allowed.
    input: ({ tenant }) => ({ body: { ...fields, enterprise: enterprise(tenant), type: nowhere } }),
    at,
  },
  'projects.get': { input: (made) => ({ params: params(made) }), at },
  'projects.change': { input: (made) => ({ params: params(made), body: { ...fields, revision } }), at },
  'projects.act': { input: (made) => ({ params: params(made), body: { act: 'resume', revision } }), at },
  'projects.decide': {
    input: (made) => ({ params: params(made), body: { decision: 'approve', revision } }),
    at: 'district',
  },
  'projects.addMilestone': {
    input: (made) => ({ params: params(made), body: { revision, name: 'X', due: '2026-01-01' } }),
    at,
  },
  'projects.changeMilestone': {
    input: (made) => ({
      params: { ...params(made), milestone: nowhere },
      body: { revision, name: 'X', due: '2026-01-01', done: null },
    }),
    at,
  },
  'projects.removeMilestone': {
    input: (made) => ({ params: { ...params(made), milestone: nowhere }, query: { revision } }),
    at,
  },
  'projects.events': { input: (made) => ({ params: params(made), query }), at },
  'projects.comment': { input: (made) => ({ params: params(made), body: { text: 'X' } }), at },
  'projects.editComment': {
    input: (made) => ({ params: { ...params(made), comment: 0 }, body: { text: 'X' } }),
    at,
  },
  'projects.effects': { input: (made) => ({ params: params(made) }), at },
  'projects.addDocument': {
    // Refused for its kind, where it is allowed.
    input: (made) => ({ params: params(made), query: { name: 'x.exe' }, body: new Uint8Array(1) }),
    at,
  },
  'projects.document': { input: (made) => ({ params: { ...params(made), document: nowhere } }), at },
  'projects.removeDocument': { input: (made) => ({ params: { ...params(made), document: nowhere } }), at },
} satisfies Partial<Samples>;
