// Owns what the matrix asks of the routes in model/api/effect-routes.ts.
import { type DatabaseOptions, openDatabase } from '../../../../server/src/platform/database/index.ts';
import type { Tenant } from '../../../harness/tenants.ts';
import { writeProject } from '../../effect/written.ts';
import { type Made, type Samples, scopeOf } from './sample.ts';

/** A project of each tenant that is not live yet, of its enterprise in the registry; written before the server starts. */
export async function writeMeasuredProjects(database: DatabaseOptions, tenants: readonly Tenant[]): Promise<void> {
  const { db, close } = await openDatabase(database);
  try {
    for (const { mark, district } of tenants)
      await writeProject(db, idOf(mark), { enterprise: mark, in: district, goLive: '2100-01-01' });
  } finally {
    await close();
  }
}

const idOf = (mark: string) => `measured-${mark}`;
const params = ({ tenant }: Made) => ({ id: idOf(tenant.mark) });
/** At the district, or at the enterprise. */
const at = 'enterprise' as const;
const day = { from: '2026-01-01', to: '2026-01-01' };
/** Refused where it is allowed: the windows are one. */
const plan = {
  revision: null,
  baseline: day,
  exclusion: day,
  afterTo: null,
  minimumCoverage: 0.8,
  indicators: [{ indicator: 'oee' as const, expected: null }],
  controlLines: [],
  productMix: true,
};

export const effectSamples = {
  'effect.get': { input: (made) => ({ params: params(made) }), at },
  'effect.plan': { input: (made) => ({ params: params(made), body: plan }), at },
  'effect.declare': {
    input: (made) => ({
      params: { ...params(made), indicator: 'unit_cost' as const },
      body: { before: 1, after: 2, unit: 'yuan' },
    }),
    at,
  },
  'effects.query': {
    input: ({ tenant }) => ({ query: { scope: scopeOf(tenant, 'district') as never } }),
    at: 'district',
  },
} satisfies Partial<Samples>;
