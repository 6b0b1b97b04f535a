// InfluxDB killed under an open store: appending says so, and goes on when the server is back on its data.
import { expect, it } from 'vitest';
import { SampleBuffer } from '../../../server/src/platform/telemetry-store/sample-buffer.ts';
import { openInflux } from '../../conformance/telemetry-store/open-influx.ts';
import { freePort } from '../../harness/free-port.ts';
import { startInfluxDb } from '../../harness/influxdb.ts';
import { describeWith } from '../../harness/requirements.ts';
import { createTempDirectory } from '../../harness/temp.ts';

describeWith({ influxdb: true }, 'InfluxDB killed under an open store', () => {
  it('makes appending reject, and the same store appends and reads again when it is back', async () => {
    const directory = await createTempDirectory('influxdb');
    const place = { port: await freePort(), directory: directory.path };
    let influx = await startInfluxDb(place);
    try {
      const store = await openInflux({ url: influx.url, settings: { retryMs: 10 } });
      const reading = (at: number) => {
        const buffer = new SampleBuffer();
        buffer.push(store.series('s/m', 'load'), at, at / 8);
        return buffer;
      };
      expect(await store.append(reading(1000))).toEqual([]);
      await influx.kill();
      await expect(store.append(reading(2000))).rejects.toThrow(/out of reach/);
      await expect(store.check()).rejects.toThrow();

      influx = await startInfluxDb(place);
      expect(await store.append(reading(3000))).toEqual([]);
      expect(await store.readSamples({ source: 's/m', signals: ['load'], from: 0, to: 4000 })).toEqual([
        { signal: 'load', at: 1000, value: 125 },
        { signal: 'load', at: 3000, value: 375 },
      ]);
      await store.close();
    } finally {
      await influx.stop();
      await directory.remove();
    }
  });
});
