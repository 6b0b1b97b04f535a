// Owns the routes of reports.
import { routes } from './route.ts';

export const reportRoutes = routes({});
