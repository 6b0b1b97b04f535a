// Owns one measurement of ingest: a program under load for a time, how much it took, and that nothing was lost.
import { join } from 'node:path';
import { openDuckDbStore } from '../../../server/src/platform/telemetry-store/adapters/duckdb/index.ts';
import { metricIn } from '../../harness/api-client.ts';
import { startSource } from '../../harness/child.ts';
import { startServer } from '../../harness/server.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { watchProcess } from '../process-use.ts';
import { type Load, type Mode, messagesIn, publish } from './load.ts';
import { registerMachines, site } from './machines.ts';

export interface Measured {
  messagesPerSecond: number;
  lost: number;
  peakRssMb: number;
  /** CPU of the publisher, seconds of CPU per second. */
  publisherCpu: number;
}

/** The server as it is, machines registered, facts and live values computed along the way; `rate` 0: as fast as it takes them. */
export async function measureTakt(mode: Mode, seconds: number, rate = 0): Promise<Measured> {
  const directory = await createTempDirectory('bench');
  const server = await startServer({ directory: directory.path, env: { TAKT_LOG_LEVEL: 'warn' } });
  await registerMachines(server.put);
  const use = watchProcess(server.pid);
  const load = await publish({ mode, port: server.mqttPort, seconds, pace: rate });
  const { peakRssMb } = await use.stop();
  const refused = metricIn((await server.text('/metrics')).text, 'takt_ingest_refused_total');
  if (refused > 0) throw new Error(`${refused} messages were refused`);
  await server.stop();
  const lost = await missing(join(directory.path, 'telemetry'), load.sent);
  await directory.remove();
  return result(load, lost, peakRssMb);
}

/** The bare program (baseline.ts). */
export async function measureBaseline(mode: Mode, seconds: number): Promise<Measured> {
  const directory = await createTempDirectory('bench');
  const child = startSource('test/bench/ingest/baseline.ts', [directory.path]);
  const { port } = await until(() => JSON.parse(child.output() || 'null') as { port: number } | null);
  const use = watchProcess(child.pid);
  const load = await publish({ mode, port, seconds });
  const { peakRssMb } = await use.stop();
  await child.stop();
  const lost = await missing(directory.path, load.sent);
  await directory.remove();
  return result(load, lost, peakRssMb);
}

function result(load: Load, lost: number, peakRssMb: number): Measured {
  const { elapsed, cpuSeconds } = load;
  return { messagesPerSecond: messagesIn(load) / elapsed, lost, peakRssMb, publisherCpu: cpuSeconds / elapsed };
}

/** Messages sent that the store does not hold, counted by their times: each message of a machine has one of its own. */
async function missing(directory: string, sent: Load['sent']): Promise<number> {
  const store = await openDuckDbStore({ directory });
  let lost = 0;
  for (const [machine, messages] of Object.entries(sent)) {
    const query = { source: `${site}/${machine}`, signals: ['good'], from: 0, to: Date.now() + 3_600_000 };
    lost += messages - (await store.readSamples(query)).length;
  }
  await store.close();
  return lost;
}
