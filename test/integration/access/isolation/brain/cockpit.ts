// Owns what is asked of the reading routes in model/api/cockpit-routes.ts.
import type { Readings } from '../reading.ts';

export const cockpitReadings = {} satisfies Partial<Readings>;
