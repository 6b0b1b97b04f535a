// Public surface of imports: which columns a file may have and in which words, what a cell may say, and why one is rejected.
export * from './columns.ts';
export * from './dates.ts';
export * from './numbers.ts';
export * from './reasons.ts';
export * from './words.ts';
