// Owns what the matrix asks of the routes in model/api/report-routes.ts.
import type { Samples } from './sample.ts';

export const reportSamples = {} satisfies Partial<Samples>;
