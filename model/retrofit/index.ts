// Public surface of retrofit projects (智能化改造): their words, their way through the stages, who decides, and what is late.
export * from './approval.ts';
export * from './durations.ts';
export * from './overdue.ts';
export * from './stages.ts';
export * from './terms.ts';
export * from './words.ts';
