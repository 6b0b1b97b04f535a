// Public surface of the typed client.
export { call, onUnauthorized } from './client.ts';
export { download, saveText } from './download.ts';
export { ApiError } from './error.ts';
export { usePages } from './pages.ts';
export { type Query, useQuery } from './query.ts';
export { scopeSpan, useKpiRows, useLanes } from './scope-queries.ts';
