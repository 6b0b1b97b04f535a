// Owns the addresses of the area recognition.
export const recognitionPaths = {
  'schemes.list': ['get', '/api/v1/recognition/schemes'],
  'schemes.get': ['get', '/api/v1/recognition/schemes/:id/:version'],
  'schemes.add': ['post', '/api/v1/recognition/schemes/:id/versions'],
  'schemes.confirm': ['post', '/api/v1/recognition/schemes/:id/:version/criteria/:criterion/confirmation'],
  'readiness.list': ['get', '/api/v1/recognition/readiness'],
  'evaluations.get': ['get', '/api/v1/recognition/subjects/:kind/:id'],
} as const;
