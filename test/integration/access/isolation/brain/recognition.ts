// Owns what is asked of the reading routes in model/api/recognition-routes.ts.
import type { Readings } from '../reading.ts';

export const recognitionReadings = {} satisfies Partial<Readings>;
