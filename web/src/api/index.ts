// Public surface of the typed client.
export { call } from './client.ts';
export { ApiError } from './error.ts';
export { type Query, type QueryStatus, useQuery } from './query.ts';
