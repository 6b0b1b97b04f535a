// Owns the routes of projects.
import { routes } from './route.ts';

export const projectRoutes = routes({});
