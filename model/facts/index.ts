// Public surface of facts and the fold.
export * from './facts.ts';
export * from './fold.ts';
export type { Jump } from './increments.ts';
export type { CalendarSegment, Interval, Silence } from './intervals.ts';
export type { Reading } from './readings.ts';
