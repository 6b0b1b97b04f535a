// Owns what is asked of the reading routes in model/api/effect-routes.ts.
import type { Readings } from '../reading.ts';

export const effectReadings = {} satisfies Partial<Readings>;
