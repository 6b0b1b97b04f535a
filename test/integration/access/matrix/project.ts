// Owns what the matrix asks of the routes in model/api/project-routes.ts.
import type { Samples } from './sample.ts';

export const projectSamples = {} satisfies Partial<Samples>;
