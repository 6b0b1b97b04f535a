// Owns the routes of imports.
import { routes } from './route.ts';

export const importRoutes = routes({});
