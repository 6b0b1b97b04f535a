// Owns the telemetry store on InfluxDB 1.x, 2.x and 3.x (docs/adr/0006-influxdb-layout.md).
import type { Grain, TelemetryStore } from '../../port.ts';
import { createFactQueries } from './facts/query.ts';
import { createFactWriter } from './facts/replace.ts';
import { createTurns, type Turns } from './facts/turns.ts';
import { createStoreMetrics } from './metrics.ts';
import { createAppends } from './raw/appends.ts';
import { createDictionary } from './raw/dictionary.ts';
import { createHistory } from './raw/history.ts';
import { createLatestReadings } from './raw/latest.ts';
import { createSampleQueries } from './raw/samples.ts';
import { createSilences } from './raw/silences.ts';
import { createSources } from './raw/sources.ts';
import { createSpans } from './raw/spans.ts';
import { prepareServer } from './server/prepare.ts';
import { createQueries } from './server/query.ts';
import { findServer } from './server/version.ts';
import { createWriter } from './server/write.ts';
import { type InfluxStoreOptions, settingsOf } from './settings.ts';
import { createWork } from './work.ts';

export type { InfluxConfig, InfluxStoreOptions } from './settings.ts';

/**
 * Finds InfluxDB, waiting for it at most `startTimeoutMs`, and prepares its databases or buckets. Rejects, naming the key to mend,
 * where it cannot be reached or does not let us do what is needed.
 */
export async function openInfluxStore(options: InfluxStoreOptions): Promise<TelemetryStore> {
  const { log, clock = Date.now } = options;
  const settings = settingsOf(options);
  const metrics = createStoreMetrics(options.metrics);
  const version = await findServer(options, settings, log);
  const queries = createQueries(options, settings, metrics);
  const prepare = () => prepareServer({ config: options, queries, version, log });
  const retention = await prepare().catch((error: unknown) => {
    queries.close();
    throw error;
  });
  log.info({ url: options.url, version: version.text }, 'telemetry is kept in InfluxDB');

  const writer = createWriter({ config: options, settings, version, metrics, prepare });
  const dictionary = createDictionary();
  const append = createAppends({ dictionary, writer, retention, settings, metrics, clock });
  const turns: Record<Grain, Turns> = { minute: createTurns(), hour: createTurns(), day: createTurns() };
  const { requestChars, valuesPerAnswer } = settings;
  const replaceFacts = createFactWriter({
    queries,
    writer,
    turns,
    retention,
    requestChars,
    valuesPerAnswer,
    metrics,
    clock,
  });
  const work = createWork();
  let closing: Promise<void> | undefined;
  return {
    series: dictionary.id,
    append: (buffer) => work.run(() => append(buffer)),
    ...createSampleQueries(queries, valuesPerAnswer),
    ...createLatestReadings(queries),
    ...createSilences(queries),
    ...createSpans(queries),
    ...createSources(queries),
    ...createHistory(queries, valuesPerAnswer),
    replaceFacts: (grain, replacements) => work.run(() => replaceFacts(grain, replacements)),
    ...createFactQueries({ queries, turns, valuesPerAnswer }),
    async check() {
      await queries.ask(['SHOW MEASUREMENTS LIMIT 1']);
    },
    close() {
      closing ??= work.close().then(() => {
        writer.close();
        queries.close();
      });
      return closing;
    },
  };
}
