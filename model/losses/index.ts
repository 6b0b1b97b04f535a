// Public surface of losses: where the time between calendar and good pieces went.
export * from './six-big-losses.ts';
export * from './waterfall.ts';
