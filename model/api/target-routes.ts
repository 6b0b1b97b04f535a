// Owns the routes of targets.
import { routes } from './route.ts';

export const targetRoutes = routes({});
