// Owns running the telemetry store's suite on InfluxDB: one real server for all, a database for each test.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { askInfluxDb, type InfluxDb, startInfluxDb } from '../harness/influxdb.ts';
import { describeWith } from '../harness/requirements.ts';
import { type StoreFactory, telemetryStoreConformance } from './telemetry-store.ts';

const module = fileURLToPath(new URL('./telemetry-store/open-influx.ts', import.meta.url));

describeWith({ influxdb: true }, 'on InfluxDB', () => {
  let influxdb: InfluxDb;
  let databases = 0;
  beforeAll(async () => {
    influxdb = await startInfluxDb();
  });
  afterAll(() => influxdb.stop());

  function influx(settings: object): StoreFactory {
    return async () => {
      const database = `takt_${databases++}`;
      const { url } = influxdb;
      return {
        opener: { module, name: 'openInflux', options: { url, database, settings } },
        remove: async () => {
          await askInfluxDb(url, `DROP DATABASE "${database}"`);
        },
      };
    };
  }

  telemetryStoreConformance('influx', influx({}), 'last');
  telemetryStoreConformance(
    'influx, many small requests and answers',
    influx({ requestChars: 2000, valuesPerAnswer: 50, gzipBytes: 100 }),
    'last',
    // Thousands of requests, and of answers to read it back.
    { hugeRows: 80_000 },
  );
});
