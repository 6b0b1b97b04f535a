// Public surface of the plant hierarchy.
export * from './codes.ts';
export * from './hierarchy.ts';
