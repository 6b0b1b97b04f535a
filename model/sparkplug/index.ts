// Public surface of Sparkplug B: payload codec and the metrics of the commit protocol.
export * from './codec.ts';
export * from './metrics.ts';
export * from './payload.ts';
export * from './reader.ts';
