// Measures what telemetry takes on the disk of InfluxDB: `node test/bench/telemetry-store/disk.ts [machines] [hours]`.
import { execFileSync } from 'node:child_process';
import { SampleBuffer } from '../../../server/src/platform/telemetry-store/sample-buffer.ts';
import { openInflux } from '../../conformance/telemetry-store/open-influx.ts';
import { startInfluxDb } from '../../harness/influxdb.ts';

const machines = Number(process.argv[2] ?? 100);
const hours = Number(process.argv[3] ?? 1);
const stepMs = 1000;
const stepsAWrite = 60;
const signals = [
  'state',
  'good',
  'scrap',
  'energy_kwh',
  'spindle_load',
  'spindle_speed',
  'vibration',
  'temperature',
  'pressure',
];
const states = ['producing', 'producing', 'producing', 'idle', 'minor_stop'];

// What is written goes from the log into compressed files at once, instead of after hours.
process.env.INFLUXDB_DATA_CACHE_SNAPSHOT_WRITE_COLD_DURATION = '1s';
process.env.INFLUXDB_DATA_COMPACT_FULL_WRITE_COLD_DURATION = '2s';
const influx = await startInfluxDb();
const store = await openInflux({ url: influx.url, database: 'disk' });
const end = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const steps = (hours * 3_600_000) / stepMs;
for (let first = 0; first < steps; first += stepsAWrite) await store.append(readings(first));
await store.close();
await settled();
const values = machines * steps * signals.length;
const kilobytes = Number(
  execFileSync('du', ['-sk', `${influx.directory}/data`])
    .toString()
    .split('\t')[0],
);
const bytes = kilobytes * 1024;
process.stdout.write(
  `${machines} machines, ${hours} h, ${values} values: ${bytes} bytes, ${(bytes / values).toFixed(2)} a value, ` +
    `${((bytes / machines / hours) * 24_000).toExponential(2)} a day for 1,000 machines\n`,
);
await influx.stop();

function sizeOf(part: 'data' | 'wal'): number {
  return (
    1024 *
    Number(
      execFileSync('du', ['-sk', `${influx.directory}/${part}`])
        .toString()
        .split('\t')[0],
    )
  );
}

/** The log is empty and the files have not changed for a while. */
async function settled(): Promise<void> {
  for (let same = 0, last = -1; same < 5; ) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const size = sizeOf('data') + sizeOf('wal');
    same = size === last ? same + 1 : 0;
    last = size;
  }
}

/** Counters climb, states change now and then, the rest wanders with two digits, as sensors do. */
function readings(first: number): SampleBuffer {
  const buffer = new SampleBuffer();
  for (let machine = 0; machine < machines; machine++) {
    const series = signals.map((signal) => store.series(`site/m${machine}`, signal));
    for (let step = first; step < first + stepsAWrite; step++) {
      const at = end - hours * 3_600_000 + step * stepMs;
      const cell = (signal: number) => {
        if (signal === 0) return states[Math.floor((step + machine * 7) / 90) % states.length] ?? 'idle';
        if (signal === 1) return Math.floor(step / 12);
        if (signal === 2) return Math.floor(step / 400);
        if (signal === 3) return Math.round(step * 0.3) / 100;
        return Math.round((50 + 20 * Math.sin(step / (30 + signal * machine)) + Math.random() * 5) * 100) / 100;
      };
      for (const [index, id] of series.entries()) buffer.push(id, at, cell(index));
    }
  }
  return buffer;
}
