// Owns the check every reading passes: a possible time, a possible value; what fails is kept aside and the rest goes on.
import { maxTextLength, type SignalValue } from '@takt/model/signals';
import type { Latest } from '../live/index.ts';
import type { PlantView } from '../plant-view.ts';
import type { Sender } from './batch.ts';
import type { Counters } from './counters.ts';
import type { Flusher } from './flusher.ts';
import type { Quarantine, QuarantineReason } from './records/quarantine.ts';
import type { SignalState, SourceState, Sources } from './sources.ts';

/** DESIGN §6: readings further ahead of the server are quarantined. */
export const futureMs = 5 * 60_000;
export const year2000 = Date.UTC(2000, 0, 1);

export type Readings = ReturnType<typeof createReadings>;

export function createReadings(options: {
  flusher: Flusher;
  sources: Sources;
  latest: Latest;
  plant: PlantView;
  quarantine: Quarantine;
  counters: Counters;
}) {
  const { flusher, sources, latest, plant, quarantine, counters } = options;
  let batch = flusher.batchOf('device');
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  let taken = 0;

  /** `at`: epoch ms, device time; rounded to whole ms. */
  function take(source: SourceState, signal: SignalState, at: number, value: SignalValue, now: number): void {
    const reason = faultOf(signal, at, value, now);
    if (reason && !(reason === 'not_a_number' && isRenamed(plant, source, signal.name))) {
      quarantine.keep({ source, signal: signal.name, at, value, now, reason });
      return;
    }
    const time = Math.round(at);
    batch.buffer.push(signal.series, time, value);
    latest.note(source.latest, signal.latest, time, value);
    if (time < from) from = time;
    if (time > to) to = time;
    taken++;
  }

  return {
    /** Begins the readings of one message of one source; `end` must follow before the next `begin`. */
    begin(sender: Sender): void {
      batch = flusher.batchOf(sender);
      from = Number.POSITIVE_INFINITY;
      to = Number.NEGATIVE_INFINITY;
      taken = 0;
    },
    take,
    /** A reading whose signal is known by its name only. */
    takeNamed(source: SourceState, name: string, at: number, value: SignalValue, now: number): void {
      const signal = sources.signal(source, name);
      if (signal) take(source, signal, at, value, now);
      else quarantine.keep({ source, signal: name, at, value, now, reason: 'bad_signal_name' });
    },
    end(source: SourceState): void {
      if (taken === 0) return;
      counters.samples(taken);
      flusher.wrote(batch, source.source, from, to);
    },
  };
}

function faultOf(signal: SignalState, at: number, value: SignalValue, now: number): QuarantineReason | undefined {
  if (at > now + futureMs) return 'future';
  // Written so that NaN fails too.
  if (!(at >= year2000)) return 'before_2000';
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'not_finite';
  if (value === null) return undefined;
  if (signal.numeric) return 'not_a_number';
  return typeof value === 'string' && value.length > maxTextLength ? 'too_long' : undefined;
}

/** A machine's signal map may give a name another meaning, under which a text is in order. */
function isRenamed(plant: PlantView, source: SourceState, name: string): boolean {
  const map = plant.bySource(source.source)?.signalMap;
  return map !== undefined && Object.hasOwn(map, name);
}
