// Owns copying telemetry from one store to another, through the port: readings by source and time, then facts by machine and grain.
import type { TelemetryStore } from '../../platform/telemetry-store/port.ts';
import { SampleBuffer } from '../../platform/telemetry-store/sample-buffer.ts';
import type { ProgressBar } from '../terminal/progress-bar.ts';
import { moment } from '../terminal/text.ts';
import { factSpan, grains, readFactRanges } from '../transfer/facts.ts';
import { fillBuffer, readWindows } from '../transfer/readings.ts';
import { createTrack } from '../transfer/track.ts';
import type { Keeps, MoveState } from './state.ts';

export interface Stores {
  from: TelemetryStore;
  to: TelemetryStore;
}

/** Goes on where the state says; what is repeated is written over itself. Throws where the target refuses a reading. */
export async function copySamples({ from, to }: Stores, state: MoveState, bar: ProgressBar): Promise<void> {
  const sources = (await from.sources()).sort();
  const track = await createTrack(from, sources);
  const buffer = new SampleBuffer();
  for (const source of sources) {
    const span = await from.span(source);
    if (!span) continue;
    const range = rawRange(span, state.record.keeps);
    const start = Math.max(range.from, state.record.sources[source] ?? range.from);
    for await (const window of readWindows(from, source, { ...range, from: start })) {
      buffer.clear();
      fillBuffer(to, buffer, source, window.samples);
      const [refused] = await to.append(buffer);
      if (refused) throw new Error(`${source} at ${moment(buffer.at[refused.index] ?? 0)}: ${refused.detail}`);
      await state.reached(source, window.to);
      bar.show(track.share(source, window.to), `${source} ${moment(window.to)}`);
    }
  }
}

export async function copyFacts(
  { from, to }: Stores,
  machines: readonly string[],
  state: MoveState,
  bar: ProgressBar,
): Promise<void> {
  const done = new Set(state.record.machines);
  for (const [index, machine] of machines.entries()) {
    const span = done.has(machine) ? undefined : await factSpan(from, machine);
    if (span) {
      for (const grain of grains) {
        for await (const range of readFactRanges(from, machine, grain, factRange(span, grain, state.record.keeps))) {
          await to.replaceFacts(grain, [{ machine, ...range }]);
        }
      }
      await state.machineDone(machine);
    }
    bar.show((index + 1) / machines.length, machine);
  }
}

/** What of a source's span the target keeps. */
export function rawRange(span: { first: number; last: number }, { rawFrom }: Keeps): { from: number; to: number } {
  return { from: Math.max(span.first, rawFrom ?? span.first), to: span.last + 1 };
}

/** What of a machine's facts the target keeps: hours and days are kept for ever. */
export function factRange(span: { from: number; to: number }, grain: (typeof grains)[number], { minuteFrom }: Keeps) {
  return grain === 'minute' ? { ...span, from: Math.max(span.from, minuteFrom ?? span.from) } : span;
}
