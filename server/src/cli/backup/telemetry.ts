// Owns saving the telemetry of a store: every reading of every source, and the facts of the registered machines.
import type { TelemetryStore } from '../../platform/telemetry-store/port.ts';
import { factsSection, factsToLine, samplesSection, samplesToLines } from '../archive/contents.ts';
import type { Manifest } from '../archive/manifest.ts';
import type { ArchiveWriter } from '../archive/write.ts';
import type { ProgressBar } from '../terminal/progress-bar.ts';
import { moment } from '../terminal/text.ts';
import { factSpan, grains, readFactRanges } from '../transfer/facts.ts';
import { readWindows } from '../transfer/readings.ts';
import { createTrack } from '../transfer/track.ts';

type TelemetrySummary = NonNullable<Manifest['telemetry']>;

export async function saveTelemetry(
  archive: ArchiveWriter,
  store: TelemetryStore,
  machines: readonly string[],
  bar: ProgressBar,
): Promise<TelemetrySummary> {
  const readings = await saveSamples(archive, store, bar);
  const facts = { minute: 0, hour: 0, day: 0 };
  for (const grain of grains) {
    const section = archive.section(factsSection(grain));
    for (const machine of machines) {
      const span = await factSpan(store, machine);
      if (!span) continue;
      for await (const range of readFactRanges(store, machine, grain, span)) {
        await section.add(factsToLine(machine, range));
        facts[grain] += range.rows.length;
      }
    }
    await section.end();
  }
  return { readings, facts };
}

async function saveSamples(archive: ArchiveWriter, store: TelemetryStore, bar: ProgressBar) {
  const sources = (await store.sources()).sort();
  const readings: Record<string, number> = {};
  const section = archive.section(samplesSection);
  const track = await createTrack(store, sources);
  for (const source of sources) {
    const span = await store.span(source);
    if (!span) continue;
    let count = 0;
    for await (const { to, samples } of readWindows(store, source, { from: span.first, to: span.last + 1 })) {
      for (const line of samplesToLines(source, samples)) await section.add(line);
      count += samples.length;
      bar.show(track.share(source, to), `${source} ${moment(to)}`);
    }
    readings[source] = count;
  }
  await section.end();
  return readings;
}
