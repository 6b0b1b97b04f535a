// Owns the addresses of regions.
export const regionPaths = {
  'regions.get': ['get', '/api/v1/regions'],
} as const;
