// Owns the route that tells the city's districts, towns and parks.
import { regionsFileSchema } from '../regions/index.ts';
import { routes } from './route.ts';

export const regionRoutes = routes({
  'regions.get': {
    method: 'get',
    path: '/api/v1/regions',
    permission: 'plant.read',
    reach: 'everybody',
    summary: 'The city, its districts, towns and parks with their codes',
    tag: 'regions',
    response: regionsFileSchema,
  },
});
