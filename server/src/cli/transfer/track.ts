// Owns how far a walk through the sources of a store has come: measured in stored time, as readings are not counted beforehand.
import type { Source, TelemetryStore } from '../../platform/telemetry-store/port.ts';

export interface Track {
  /** Share of all sources' spans that lies behind, once the walk is at `at` in this source and through with those before it. */
  share(source: Source, at: number): number;
}

export async function createTrack(store: TelemetryStore, sources: readonly Source[]): Promise<Track> {
  const starts = new Map<Source, { first: number; behindMs: number }>();
  let totalMs = 0;
  for (const source of sources) {
    const span = await store.span(source);
    if (!span) continue;
    starts.set(source, { first: span.first, behindMs: totalMs });
    totalMs += span.last + 1 - span.first;
  }
  return {
    share(source, at) {
      const start = starts.get(source);
      return start ? (start.behindMs + at - start.first) / totalMs : 0;
    },
  };
}
