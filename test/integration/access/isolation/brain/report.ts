// Owns what is asked of the reading routes in model/api/report-routes.ts.
import type { Readings } from '../reading.ts';

export const reportReadings = {
  'reports.list': () => [{ query: {} }, { query: { region: '500000' } }, { query: { region: '500110' } }],
  'reports.file': () => [{ params: { id: 'report-none' }, query: {} }],
} satisfies Partial<Readings>;
