// Owns the addresses of the area effect.
export const effectPaths = {
  'effect.get': ['get', '/api/v1/projects/:id/effect'],
  'effect.plan': ['put', '/api/v1/projects/:id/effect/plan'],
  'effect.declare': ['put', '/api/v1/projects/:id/effect/declared/:indicator'],
  'effects.query': ['get', '/api/v1/effects'],
} as const;
