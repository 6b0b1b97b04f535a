// Owns the routes of measured effect.
import { routes } from './route.ts';

export const effectRoutes = routes({});
