// Owns the routes of applications.
import { routes } from './route.ts';

export const applicationRoutes = routes({});
