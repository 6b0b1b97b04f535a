// Public surface of facts and the fold.
export * from './facts.ts';
export * from './fold.ts';
