// Owns what is asked of the reading routes in model/api/report-routes.ts.
import type { Readings } from '../reading.ts';

export const reportReadings = {} satisfies Partial<Readings>;
