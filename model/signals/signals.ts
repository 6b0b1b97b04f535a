// Owns the signals that carry meaning (DESIGN §5); every other name is a process value.

/** Cumulative counters. A decrease is a reset. */
export const counterSignals = ['produced', 'good', 'scrap', 'rework', 'inspected', 'first_pass', 'energy_kwh'] as const;
export type CounterSignal = (typeof counterSignals)[number];

/** Signals that describe what is being made or what is wrong, in force until the next value. */
export const contextSignals = ['product', 'order', 'unit', 'ideal_cycle_s', 'alarm'] as const;
export type ContextSignal = (typeof contextSignals)[number];

export const meaningSignals = ['state', ...counterSignals, ...contextSignals] as const;
export type MeaningSignal = (typeof meaningSignals)[number];

const meaning: ReadonlySet<string> = new Set(meaningSignals);
const counters: ReadonlySet<string> = new Set(counterSignals);

export function isMeaningSignal(name: string): name is MeaningSignal {
  return meaning.has(name);
}

export function isCounterSignal(name: string): name is CounterSignal {
  return counters.has(name);
}

/**
 * A value as a device reports it. `null`: the device says it has no value (MTConnect UNAVAILABLE, Sparkplug is_null).
 * Numbers are finite. Booleans are kept as booleans on the wire and live, as 0/1 in the store.
 */
export type SignalValue = number | string | boolean | null;

/** One reading of one signal of one machine, stamped at the source. */
export interface Sample {
  machine: string;
  signal: string;
  /** Epoch milliseconds, the device's clock. */
  at: number;
  value: SignalValue;
}

/** Most characters kept of a signal name and of a text value. */
export const maxSignalLength = 128;
export const maxTextLength = 1024;

/** Signal names: printable, no `/` at either end, no MQTT wildcard; 1–128 characters. */
export function isSignalName(name: string): boolean {
  return (
    name.length > 0 &&
    name.length <= maxSignalLength &&
    !/[\p{Cc}+#]/u.test(name) &&
    !name.startsWith('/') &&
    !name.endsWith('/')
  );
}
