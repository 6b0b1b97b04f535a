// Owns what the matrix asks of the routes in model/api/report-routes.ts.
import type { Samples } from './sample.ts';

/** None is there: what is really a district's is asked for in test/integration/report.test.ts. */
const params = { id: 'report-none' };

export const reportSamples = {
  'reports.list': { input: () => ({ query: {} }), rows: true },
  'reports.make': { input: () => ({ body: { region: '500000', month: '2099-01' } }), at: 'platform' },
  'reports.retry': { input: () => ({ params }), absent: true },
  'reports.file': { input: () => ({ params, query: {} }), absent: true },
} satisfies Partial<Samples>;
