// Owns the sources ingest hears: what is known of each, and whether a new one is taken in.
import { isCounterSignal, isSignalName } from '@takt/model/signals';
import type { Source } from '../../platform/telemetry-store/port.ts';
import { type Latest, type LatestSignal, type LatestSource, latestSignal } from '../live/index.ts';
import type { PlantView } from '../plant-view.ts';
import { createMessageRing, type MessageRing } from './message-ring.ts';
import type { Pending } from './records/pending.ts';
import type { SeriesNames } from './series-names.ts';

export interface SignalState {
  readonly name: string;
  /** Number of its series in the store. */
  readonly series: number;
  /** Only numbers make sense under this name. */
  readonly numeric: boolean;
  readonly latest: LatestSignal;
}

export interface SourceState {
  readonly site: string;
  readonly machine: string;
  readonly source: Source;
  readonly signals: Map<string, SignalState>;
  readonly latest: LatestSource;
  readonly messages: MessageRing;
}

export type Admission = { ok: true; source: SourceState } | { ok: false; reason: 'pending_full'; detail: string };

/** Most different signals of one source; a device that invents names does not fill the store's dictionary. */
const maxSignals = 2000;
/** Most sources known without having been admitted; an edge node that invents machines does not fill the memory. */
const maxQuiet = 10_000;

export type Sources = ReturnType<typeof createSources>;

export function createSources(options: { names: SeriesNames; plant: PlantView; latest: Latest; pending: Pending }) {
  const { names, plant, latest, pending } = options;
  const known = new Map<Source, SourceState>();
  const quiet = new Set<Source>();

  function create(site: string, machine: string, source: Source): SourceState {
    const state: SourceState = {
      site,
      machine,
      source,
      signals: new Map(),
      latest: latest.of(source),
      messages: createMessageRing(),
    };
    known.set(source, state);
    return state;
  }

  return {
    find: (source: Source) => known.get(source),
    /** A source that is neither registered nor listed as pending for it, such as an edge node; undefined: too many. */
    quiet(site: string, machine: string, source: Source): SourceState | undefined {
      const found = known.get(source);
      if (found) return found;
      if (quiet.size >= maxQuiet) return undefined;
      quiet.add(source);
      return create(site, machine, source);
    },
    /** Those of a site another process hears from now on. */
    forget(site: string): void {
      for (const [source, state] of known) {
        if (state.site !== site) continue;
        known.delete(source);
        quiet.delete(source);
      }
    },
    /** One message of a source arrived: registered ones are taken, others as long as the pending list has room. */
    admit(site: string, machine: string, source: Source, now: number): Admission {
      const registered = plant.bySource(source) !== undefined;
      if (!registered) {
        const reason = plant.machine(machine) ? 'other_site' : 'unknown';
        if (!pending.heard({ site, machine, source, reason, now })) {
          return { ok: false, reason: 'pending_full', detail: `too many unregistered devices at site "${site}"` };
        }
      }
      const state = known.get(source) ?? create(site, machine, source);
      latest.seen(state.latest, now);
      return { ok: true, source: state };
    },

    /** Undefined where the name is no signal name, or one too many. */
    signal(source: SourceState, name: string): SignalState | undefined {
      const found = source.signals.get(name);
      if (found) return found;
      if (!isSignalName(name) || source.signals.size >= maxSignals) return undefined;
      const signal: SignalState = {
        name,
        series: names.number(source.source, name),
        numeric: isCounterSignal(name) || name === 'ideal_cycle_s',
        latest: latestSignal(source.latest, name),
      };
      source.signals.set(name, signal);
      pending.signal(source.source, name);
      return signal;
    },
  };
}
