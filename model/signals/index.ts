// Public surface of signals, states and the signal map.
export * from './signal-map.ts';
export * from './signals.ts';
export * from './states.ts';
