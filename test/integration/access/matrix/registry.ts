// Owns what the matrix asks of the routes in model/api/registry-routes.ts.
import type { Samples } from './sample.ts';

export const registrySamples = {} satisfies Partial<Samples>;
