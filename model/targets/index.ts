// Public surface of yearly plans: what is planned for a region, what counts towards it, how the year is going to end.
export * from './amount.ts';

export * from './corrections.ts';
export * from './days.ts';
export * from './forecast.ts';
export * from './holdings.ts';
export * from './indicators.ts';
export * from './ranking.ts';
export * from './standing.ts';
