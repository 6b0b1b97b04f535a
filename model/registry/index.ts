// Public surface of the registry's words: what is kept of an enterprise and in which terms.
export * from './chains.ts';
export * from './duplicates.ts';
export * from './equipment-rates.ts';
export * from './figures.ts';
export * from './indicators.ts';
export * from './name-key.ts';
export * from './records.ts';
export * from './sectors.ts';
export * from './size-class.ts';
export * from './terms.ts';
export * from './uscc.ts';
export * from './words.ts';
