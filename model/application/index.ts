// Public surface of applications for recognition: their steps, what is frozen as evidence, and dates and numbers of certificates.
export * from './canonical-json.ts';
export * from './certificate.ts';
export * from './package.ts';
export * from './workflow.ts';
