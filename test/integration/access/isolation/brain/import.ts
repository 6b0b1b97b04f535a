// Owns what is asked of the reading routes in model/api/import-routes.ts.
import type { Readings } from '../reading.ts';

const noneThere = () => [{ params: { id: 'ri-none' } }];
const kinds = ['enterprises', 'workshops', 'equipment', 'projects'] as const;

/** What is really somebody's import: test/integration/registry/imports.test.ts. */
export const importReadings = {
  'imports.template': () => kinds.map((kind) => ({ params: { kind }, query: {} })),
  'imports.list': () => [{ query: {} }],
  'imports.get': noneThere,
  'imports.rows': () => [{ params: { id: 'ri-none' }, query: {} }],
  'imports.rejected': () => [{ params: { id: 'ri-none' }, query: {} }],
  'exports.get': () => kinds.map((kind) => ({ params: { kind }, query: { format: 'csv' as const } })),
} satisfies Partial<Readings>;
