// Public surface of the live connection.
export { type Connection, type LiveMachine, mergeMachine } from './merge.ts';
export { useLive } from './store.ts';
export { useFactsSignal } from './watch.ts';
