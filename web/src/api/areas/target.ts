// Owns the addresses of the area target.
export const targetPaths = {
  'targets.list': ['get', '/api/v1/targets'],
  'targets.set': ['put', '/api/v1/targets'],
  'targets.months': ['get', '/api/v1/targets/months'],
} as const;
