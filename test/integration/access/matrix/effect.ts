// Owns what the matrix asks of the routes in model/api/effect-routes.ts.
import type { Samples } from './sample.ts';

export const effectSamples = {} satisfies Partial<Samples>;
