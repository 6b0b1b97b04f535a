// Public surface of recognition (认定): schemes, their criteria, judging by them, and what becomes of each.
export * from './evaluate.ts';
export * from './kinds.ts';
export * from './result.ts';
export * from './scheme.ts';
export * from './versions.ts';
