// Owns what is asked of the reading routes in model/api/project-routes.ts.
import type { Readings } from '../reading.ts';

export const projectReadings = {} satisfies Partial<Readings>;
