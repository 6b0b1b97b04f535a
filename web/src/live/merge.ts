// Owns how news about a machine is laid over what is known of it: per signal the newest reading wins.
import type { LiveValues, MachineLive } from '@takt/model/api';

export type Connection = MachineLive['connection'];
export type SignalReading = MachineLive['signals'][number];

/** What is known of a machine at the moment. Never changed in place: a new object means news. */
export interface LiveMachine {
  machine: string;
  connection: Connection;
  /** Epoch ms; null: never heard of. */
  lastSeenAt: number | null;
  /** By signal name. */
  signals: Readonly<Record<string, SignalReading>>;
}

/** A snapshot or a delta laid over `known`; readings older than the known one are passed over. */
export function mergeMachine(known: LiveMachine | undefined, news: LiveValues['machines'][number]): LiveMachine {
  const signals: Record<string, SignalReading> = { ...known?.signals };
  for (const reading of news.signals) {
    const before = signals[reading.signal];
    if (!before || before.at <= reading.at) signals[reading.signal] = reading;
  }
  return {
    machine: news.machine,
    connection: news.connection,
    lastSeenAt: later(known?.lastSeenAt, news.lastSeenAt),
    signals,
  };
}

function later(a: number | null | undefined, b: number | null): number | null {
  if (a === null || a === undefined) return b;
  return b === null ? a : Math.max(a, b);
}
