// Owns walking through the raw telemetry of a store: source by source, in windows small enough for memory.
import type { Source, StoredSample, TelemetryStore } from '../../platform/telemetry-store/port.ts';
import type { SampleBuffer } from '../../platform/telemetry-store/sample-buffer.ts';

/** Readings of one source in [from, to), ascending by time. */
export interface Window {
  from: number;
  to: number;
  samples: StoredSample[];
}

/** What a window should hold about; it is made shorter or longer as it goes. */
const wantedSamples = 100_000;
const shortestMs = 1000;
const firstMs = 60_000;
const longestMs = 86_400_000;

/** Windows with readings at or after `from`; stretches without any are passed over. */
export async function* readWindows(
  store: TelemetryStore,
  source: Source,
  range: { from: number; to: number },
): AsyncGenerator<Window> {
  const signals = (await store.latest(source)).map(({ signal }) => signal);
  let lengthMs = firstMs;
  let from = await store.nextAt(source, signals, range.from);
  while (from !== null && from < range.to) {
    const to = Math.min(from + lengthMs, range.to);
    const samples = await store.readSamples({ source, signals, from, to });
    if (samples.length > 0) yield { from, to, samples };
    if (samples.length > 2 * wantedSamples) lengthMs = Math.max(shortestMs, Math.floor(lengthMs / 2));
    else if (samples.length < wantedSamples / 4) lengthMs = Math.min(longestMs, lengthMs * 4);
    from = samples.length > 0 ? to : await store.nextAt(source, signals, to);
  }
}

/** Puts samples of a source into a buffer for `store`. */
export function fillBuffer(
  store: TelemetryStore,
  buffer: SampleBuffer,
  source: Source,
  samples: readonly StoredSample[],
) {
  const series = new Map<string, number>();
  for (const { signal, at, value } of samples) {
    let id = series.get(signal);
    if (id === undefined) {
      id = store.series(source, signal);
      series.set(signal, id);
    }
    buffer.push(id, at, value);
  }
}
