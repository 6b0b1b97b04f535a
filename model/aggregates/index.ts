// Public surface of aggregates: what of sums over several enterprises may be published.
export * from './suppression.ts';
