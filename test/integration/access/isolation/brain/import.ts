// Owns what is asked of the reading routes in model/api/import-routes.ts.
import type { Readings } from '../reading.ts';

export const importReadings = {} satisfies Partial<Readings>;
