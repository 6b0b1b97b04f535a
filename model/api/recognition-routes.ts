// Owns the routes of recognition.
import { routes } from './route.ts';

export const recognitionRoutes = routes({});
