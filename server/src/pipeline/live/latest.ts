// Owns the latest reading of every signal of every source, as the devices name them; mapped only when somebody asks.
import type { SignalValue } from '@takt/model/signals';
import type { Source, TelemetryStore } from '../../platform/telemetry-store/port.ts';
import { askForEach } from '../ask-for-each.ts';

export interface LatestSignal {
  /** The device's own name. */
  readonly name: string;
  /** Device time, epoch ms; -Infinity: no reading yet. */
  at: number;
  value: SignalValue;
  /** Not yet announced. */
  changed: boolean;
}

export interface LatestSource {
  readonly source: Source;
  readonly signals: Map<string, LatestSignal>;
  /** When something was last heard, by the server's clock; null: never. */
  seenAt: number | null;
  /** Its node or itself said goodbye, and nothing was heard since. */
  gone: boolean;
  changed: LatestSignal[];
  /** Listed among the changed sources. */
  listed: boolean;
}

export interface Latest {
  /** Created where it is new. */
  of(source: Source): LatestSource;
  find(source: Source): LatestSource | undefined;
  /** A reading; one older than what is known changes nothing. */
  note(source: LatestSource, signal: LatestSignal, at: number, value: SignalValue): void;
  /** A life sign at `now`. */
  seen(source: LatestSource, now: number): void;
  gone(source: LatestSource): void;
  /** Reads what the store knows of these sources; never overwrites anything newer. */
  load(sources: readonly Source[]): Promise<void>;
  /** Sources of a site another process hears from now on. */
  forget(site: string): void;
  /** Hands out the sources that changed since the last call; the caller clears their `changed`. */
  takeChanged(): LatestSource[];
}

export function latestSignal(source: LatestSource, name: string): LatestSignal {
  let signal = source.signals.get(name);
  if (!signal) {
    signal = { name, at: Number.NEGATIVE_INFINITY, value: null, changed: false };
    source.signals.set(name, signal);
  }
  return signal;
}

export function createLatest(store: Pick<TelemetryStore, 'latest'>): Latest {
  const sources = new Map<Source, LatestSource>();
  let changed: LatestSource[] = [];

  function of(source: Source): LatestSource {
    let found = sources.get(source);
    if (!found) {
      found = { source, signals: new Map(), seenAt: null, gone: false, changed: [], listed: false };
      sources.set(source, found);
    }
    return found;
  }

  function list(source: LatestSource): void {
    if (source.listed) return;
    source.listed = true;
    changed.push(source);
  }

  async function loadOne(name: Source): Promise<void> {
    const source = of(name);
    for (const { signal: known, at, value } of await store.latest(name)) {
      const signal = latestSignal(source, known);
      if (at > signal.at) {
        signal.at = at;
        signal.value = value;
      }
      if (source.seenAt === null || at > source.seenAt) source.seenAt = at;
    }
  }

  return {
    of,
    find: (source) => sources.get(source),
    note(source, signal, at, value) {
      if (at < signal.at) return;
      signal.at = at;
      signal.value = value;
      if (signal.changed) return;
      signal.changed = true;
      source.changed.push(signal);
      list(source);
    },
    seen(source, now) {
      source.seenAt = now;
      source.gone = false;
    },
    gone(source) {
      if (source.gone || source.seenAt === null) return;
      source.gone = true;
      list(source);
    },
    load: (names) => askForEach(names, loadOne),
    forget(site) {
      for (const source of sources.keys()) if (source.startsWith(`${site}/`)) sources.delete(source);
    },
    takeChanged() {
      const taken = changed;
      changed = [];
      for (const source of taken) source.listed = false;
      return taken;
    },
  };
}
