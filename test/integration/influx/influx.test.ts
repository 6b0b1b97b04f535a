// InfluxDB beyond the contract of the store: the newer write path on a server no one here wrote, refusals, retention, outages.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';
import { openInfluxStore } from '../../../server/src/platform/telemetry-store/adapters/influx/index.ts';
import { createStoreMetrics } from '../../../server/src/platform/telemetry-store/adapters/influx/metrics.ts';
import { createAppends } from '../../../server/src/platform/telemetry-store/adapters/influx/raw/appends.ts';
import { createDictionary } from '../../../server/src/platform/telemetry-store/adapters/influx/raw/dictionary.ts';
import { createWriter } from '../../../server/src/platform/telemetry-store/adapters/influx/server/write.ts';
import { settingsOf } from '../../../server/src/platform/telemetry-store/adapters/influx/settings.ts';
import { SampleBuffer } from '../../../server/src/platform/telemetry-store/sample-buffer.ts';
import { type InfluxDb, startInfluxDb } from '../../harness/influxdb.ts';
import { describeWith } from '../../harness/requirements.ts';
import { until } from '../../harness/until.ts';
import { startVictoriaMetrics } from '../../harness/victoria-metrics.ts';

const log = createLog({ level: 'silent' });
const nobody = { org: undefined, token: undefined, user: undefined, password: undefined };
const configOf = (url: string, database: string, rawDays = 0) => ({ url, database, ...nobody, rawDays, minuteDays: 0 });

describeWith({ victoriaMetrics: true }, '/api/v2/write', () => {
  it('brings every number exactly, in requests that are packed', async () => {
    const server = await startVictoriaMetrics();
    const config = configOf(server.url, 'takt');
    const settings = { ...settingsOf({ url: server.url }), gzipBytes: 100 };
    const metrics = createStoreMetrics(createMetrics());
    const prepare = async () => {};
    const writer = createWriter({ config, settings, version: { writePath: '/api/v2/write' }, metrics, prepare });
    const dictionary = createDictionary();
    const retention = {
      raw: Number.POSITIVE_INFINITY,
      minute: Number.POSITIVE_INFINITY,
      facts: Number.POSITIVE_INFINITY,
    };
    const append = createAppends({ dictionary, writer, retention, settings, metrics, clock: Date.now });
    try {
      const buffer = new SampleBuffer();
      const numbers = [0, -1, 0.1, 1234567.25, 1e-3];
      const at = Date.now() - 60_000;
      for (const [index, number] of numbers.entries())
        buffer.push(dictionary.id('plant 1/m,1', 'speed'), at + index, number);
      expect(await append(buffer)).toEqual([]);
      const series = await until(async () => {
        const found = await server.exported('{__name__=~".*speed"}');
        return found[0]?.values.length === numbers.length ? found[0] : undefined;
      });
      expect(series.metric).toMatchObject({ site: 'plant 1', machine: 'm,1' });
      expect(series.values).toEqual(numbers);
      expect(series.timestamps).toEqual(numbers.map((_, index) => at + index));
    } finally {
      writer.close();
      await server.stop();
    }
  });
});

describeWith({ influxdb: true }, 'InfluxDB', () => {
  let influx: InfluxDb;
  beforeAll(async () => {
    influx = await startInfluxDb();
  });
  afterAll(() => influx?.stop());

  const open = (database: string, rawDays = 0) =>
    openInfluxStore({
      ...configOf(influx.url, database, rawDays),
      log,
      metrics: createMetrics(),
      settings: { writeTimeoutMs: 2000, queryTimeoutMs: 2000, startTimeoutMs: 20_000 },
    });
  const read = { source: 's/m', signals: ['speed', 'load'], from: 0, to: Number.MAX_SAFE_INTEGER / 2 };

  describe('refusing', () => {
    it('a type somebody else wrote under our name refuses that reading and keeps the rest', async () => {
      const store = await open('types');
      const at = Math.floor(Date.now() / 60_000) * 60_000;
      // By the day: types of a field are fixed for each shard.
      const foreign = `samples,machine=m,site=s speed="fast" ${at}`;
      const answer = await fetch(`${influx.url}/write?db=types&rp=raw&precision=ms`, { method: 'POST', body: foreign });
      expect(answer.status).toBe(204);
      const buffer = new SampleBuffer();
      for (let n = 1; n <= 20; n++) buffer.push(store.series('s/m', 'load'), at + n, n);
      buffer.push(store.series('s/m', 'speed'), at + 30, 5);
      const refused = await store.append(buffer);
      expect(refused).toMatchObject([{ index: 20, reason: 'store_refused' }]);
      const kept = await store.readSamples({ ...read, to: at + 60_000 });
      expect(kept.filter(({ signal }) => signal === 'load')).toHaveLength(20);
      await store.close();
    });

    it('readings older than what is kept are refused, the rest is stored', async () => {
      const store = await open('short', 30);
      const now = Date.now();
      const buffer = new SampleBuffer();
      buffer.push(store.series('s/m', 'load'), now - 60 * 86_400_000, 1);
      buffer.push(store.series('s/m', 'load'), now, 2);
      expect(await store.append(buffer)).toMatchObject([{ index: 0, reason: 'beyond_retention' }]);
      expect(await store.readSamples({ ...read, to: now + 1 })).toEqual([{ signal: 'load', at: now, value: 2 }]);
      await store.close();
    });
  });

  it('that stands still makes appending fail, and takes it again when it goes on', async () => {
    const store = await open('still');
    const buffer = new SampleBuffer();
    buffer.push(store.series('s/m', 'load'), 1_700_000_000_000, 1);
    influx.pause();
    await expect(store.append(buffer)).rejects.toThrow();
    influx.resume();
    await until(() => store.append(buffer).then(() => true));
    expect(await store.readSamples({ ...read, to: 1_800_000_000_000 })).toHaveLength(1);
    await store.close();
  });
});
