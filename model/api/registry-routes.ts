// Owns the routes of the registry.
import { routes } from './route.ts';

export const registryRoutes = routes({});
