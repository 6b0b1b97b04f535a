// Owns what the matrix asks of the routes in model/api/import-routes.ts.
import type { Samples } from './sample.ts';

/** None is there: to whom it is none, and to whom it is nobody's, is the same. What is really somebody's: test/integration/registry/imports.test.ts. */
const noneThere = () => ({ params: { id: 'ri-none' } }) as never;
const missing = { input: noneThere, absent: true } as const;

export const importSamples = {
  'imports.template': { input: () => ({ params: { kind: 'enterprises' }, query: {} }) },
  'imports.list': { input: () => ({ query: {} }), rows: true },
  'imports.upload': {
    input: ({ tenant }) => ({
      query: { kind: 'equipment', fileName: 'a.csv', district: tenant.district },
      body: new Uint8Array([97]),
    }),
    // It is in no city: nobody writes there.
    absent: true,
  },
  'imports.get': missing,
  'imports.rows': missing,
  'imports.rejected': missing,
  'imports.sheet': {
    input: () => ({ params: { id: 'ri-none' }, body: { sheet: 'A' } }),
    absent: true,
  },
  'imports.apply': missing,
  'imports.drop': missing,
  'exports.get': { input: () => ({ params: { kind: 'enterprises' }, query: { format: 'csv' } }), rows: true },
} satisfies Partial<Samples>;
