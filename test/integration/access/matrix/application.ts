// Owns what the matrix asks of the routes in model/api/application-routes.ts.
import type { Samples } from './sample.ts';

export const applicationSamples = {} satisfies Partial<Samples>;
