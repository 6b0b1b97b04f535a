// Benchmark: `npm start` on an empty data directory, until thirty days of history are shown and machines speak live.
import { startSource } from '../harness/child.ts';
import { freePort } from '../harness/free-port.ts';
import { createTempDirectory } from '../harness/temp.ts';
import { until } from '../harness/until.ts';
import type { Benchmark } from './result.ts';

export const run: Benchmark = async () => {
  const directory = await createTempDirectory('bench');
  const began = performance.now();
  const demonstration = startSource('demo/start.ts', [], {
    TAKT_DATA_DIR: directory.path,
    TAKT_HTTP_PORT: String(await freePort()),
    TAKT_MQTT_PORT: String(await freePort()),
  });
  await until(() => demonstration.output().includes('Takt is ready'), { what: 'the demonstration', limitMs: 300_000 });
  const seconds = (performance.now() - began) / 1000;
  await demonstration.stop(60_000);
  await directory.remove();
  return [
    {
      name: 'npm start → live values and 30 days of history of 16 machines',
      value: seconds,
      unit: 's',
      goal: '≤ 60 s',
      note: 'two million readings through outbox, MQTT, store and fold',
    },
  ];
};
