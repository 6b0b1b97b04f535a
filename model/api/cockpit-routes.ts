// Owns the routes of cockpits.
import { routes } from './route.ts';

export const cockpitRoutes = routes({});
