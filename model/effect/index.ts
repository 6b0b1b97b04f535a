// Public surface of measured effect: before and after of a retrofit, with its interval and verdict.
export * from './assess.ts';
export * from './days.ts';
export * from './estimate.ts';
export * from './names.ts';
export * from './plan.ts';
export * from './pooled.ts';
export * from './terms.ts';
