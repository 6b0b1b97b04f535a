// Public surface of the live connection.
export type { Connection, LiveMachine, SignalReading } from './merge.ts';
export { useLive } from './store.ts';
export { useFactsSignal, useWatch } from './watch.ts';
