// Owns the addresses of the area import.
export const importPaths = {
  'imports.template': ['get', '/api/v1/registry/imports/templates/:kind'],
  'imports.list': ['get', '/api/v1/registry/imports'],
  'imports.upload': ['post', '/api/v1/registry/imports'],
  'imports.get': ['get', '/api/v1/registry/imports/:id'],
  'imports.rows': ['get', '/api/v1/registry/imports/:id/rows'],
  'imports.rejected': ['get', '/api/v1/registry/imports/:id/rejected'],
  'imports.sheet': ['post', '/api/v1/registry/imports/:id/sheet'],
  'imports.apply': ['post', '/api/v1/registry/imports/:id/apply'],
  'imports.drop': ['post', '/api/v1/registry/imports/:id/drop'],
  'exports.get': ['get', '/api/v1/registry/exports/:kind'],
} as const;
