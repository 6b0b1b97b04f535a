// Owns what the matrix asks of the routes in model/api/recognition-routes.ts.
import type { Samples } from './sample.ts';

export const recognitionSamples = {} satisfies Partial<Samples>;
