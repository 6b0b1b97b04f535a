// Owns what is asked of the reading routes in model/api/application-routes.ts.
import type { Readings } from '../reading.ts';

export const applicationReadings = {} satisfies Partial<Readings>;
