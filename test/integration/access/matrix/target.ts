// Owns what the matrix asks of the routes in model/api/target-routes.ts.
import type { Samples } from './sample.ts';

export const targetSamples = {} satisfies Partial<Samples>;
