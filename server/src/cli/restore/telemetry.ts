// Owns putting the telemetry of an archive into an empty store.
import type { TelemetryStore } from '../../platform/telemetry-store/port.ts';
import { SampleBuffer } from '../../platform/telemetry-store/sample-buffer.ts';
import { factsFromLine, factsSection, samplesFromLine, samplesSection } from '../archive/contents.ts';
import type { ArchiveReader } from '../archive/read.ts';
import type { ProgressBar } from '../terminal/progress-bar.ts';
import { grains } from '../transfer/facts.ts';
import { fillBuffer } from '../transfer/readings.ts';

const samplesAnAppend = 200_000;

/** Rejects where the archive does not hold what its manifest says, or the store does not take it. */
export async function restoreTelemetry(store: TelemetryStore, archive: ArchiveReader, bar: ProgressBar): Promise<void> {
  const { telemetry } = archive.manifest;
  if (!telemetry) return;
  await restoreSamples(store, archive, telemetry.readings, bar);
  for (const grain of grains) {
    let restored = 0;
    for await (const lines of archive.section(factsSection(grain))) {
      const ranges = lines.map(factsFromLine);
      await store.replaceFacts(grain, ranges);
      restored += ranges.reduce((sum, { rows }) => sum + rows.length, 0);
    }
    const expected = telemetry.facts[grain];
    if (restored !== expected) throw new Error(`the archive holds ${restored} ${grain} facts instead of ${expected}`);
  }
}

async function restoreSamples(
  store: TelemetryStore,
  archive: ArchiveReader,
  expected: Readonly<Record<string, number>>,
  bar: ProgressBar,
): Promise<void> {
  const total = Object.values(expected).reduce((sum, count) => sum + count, 0);
  const restored = new Map<string, number>();
  const buffer = new SampleBuffer();
  let done = 0;
  async function append(): Promise<void> {
    const refused = await store.append(buffer);
    if (refused[0]) throw new Error(`the telemetry store refuses ${refused.length} readings: ${refused[0].detail}`);
    done += buffer.length;
    buffer.clear();
    bar.show(total === 0 ? 1 : done / total);
  }
  for await (const lines of archive.section(samplesSection)) {
    for (const line of lines) {
      const { source, samples } = samplesFromLine(line);
      fillBuffer(store, buffer, source, samples);
      restored.set(source, (restored.get(source) ?? 0) + samples.length);
      if (buffer.length >= samplesAnAppend) await append();
    }
  }
  await append();
  for (const source of new Set([...restored.keys(), ...Object.keys(expected)])) {
    if (restored.get(source) === expected[source]) continue;
    throw new Error(
      `the archive holds ${restored.get(source) ?? 0} readings of ${source}, not ${expected[source] ?? 0}`,
    );
  }
}
