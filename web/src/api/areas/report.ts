// Owns the addresses of the area report.
export const reportPaths = {
  'reports.list': ['get', '/api/v1/reports'],
  'reports.make': ['post', '/api/v1/reports'],
  'reports.retry': ['post', '/api/v1/reports/:id/retry'],
  'reports.file': ['get', '/api/v1/reports/:id/file'],
} as const;
