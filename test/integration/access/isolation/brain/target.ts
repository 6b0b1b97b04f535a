// Owns what is asked of the reading routes in model/api/target-routes.ts.
import type { Readings } from '../reading.ts';

export const targetReadings = {} satisfies Partial<Readings>;
