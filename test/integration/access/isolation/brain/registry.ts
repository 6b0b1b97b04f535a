// Owns what is asked of the reading routes in model/api/registry-routes.ts.
import type { Readings } from '../reading.ts';

export const registryReadings = {} satisfies Partial<Readings>;
