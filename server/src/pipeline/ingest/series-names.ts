// Owns which series a number stands for: the store gives out numbers, but the spool and the quarantine need names.
import type { Source, TelemetryStore } from '../../platform/telemetry-store/port.ts';

export interface SeriesName {
  source: Source;
  signal: string;
}

export type SeriesNames = ReturnType<typeof createSeriesNames>;

export function createSeriesNames(store: Pick<TelemetryStore, 'series'>) {
  const names: SeriesName[] = [];
  return {
    /** Number of a series in the store. */
    number(source: Source, signal: string): number {
      const number = store.series(source, signal);
      names[number] ??= { source, signal };
      return number;
    },
    /** The series of a number given out here. */
    name(number: number): SeriesName {
      const name = names[number];
      if (!name) throw new RangeError(`series ${number} was never given out`);
      return name;
    },
  };
}
