// Owns what the matrix asks of the routes in model/api/import-routes.ts.
import type { Samples } from './sample.ts';

export const importSamples = {} satisfies Partial<Samples>;
