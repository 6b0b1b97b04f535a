// Owns one measurement of ingest: a program under load for a time, how much it took, and that nothing was lost.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDuckDbStore } from '../../../server/src/platform/telemetry-store/adapters/duckdb/index.ts';
import { metricIn } from '../../harness/api-client.ts';
import { startSource } from '../../harness/child.ts';
import { startServer } from '../../harness/server.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { registerMachines, site } from './machines.ts';

export type Mode = 'devices' | 'agents';

export interface Measured {
  messagesPerSecond: number;
  lost: number;
  peakRssMb: number;
  /** CPU of the publisher, seconds of CPU per second. */
  publisherCpu: number;
}

const clients: Record<Mode, number> = { devices: 20, agents: 4 };

/** The server as it is, machines registered, facts and live values computed along the way; `rate` 0: as fast as it takes them. */
export async function measureTakt(mode: Mode, seconds: number, rate = 0): Promise<Measured> {
  const directory = await createTempDirectory('bench');
  const server = await startServer({ directory: directory.path, env: { TAKT_LOG_LEVEL: 'warn' } });
  await registerMachines(server.put);
  const rss = watchRss(server.pid);
  const load = await publish(mode, server.mqttPort, seconds, rate);
  const refused = metricIn((await server.text('/metrics')).text, 'takt_ingest_refused_total');
  if (refused > 0) throw new Error(`${refused} messages were refused`);
  await server.stop();
  const lost = await missing(join(directory.path, 'telemetry'), load.sent);
  await directory.remove();
  return result(load, lost, rss.stop());
}

/** The bare program (baseline.ts). */
export async function measureBaseline(mode: Mode, seconds: number): Promise<Measured> {
  const directory = await createTempDirectory('bench');
  const child = startSource('test/bench/ingest/baseline.ts', [directory.path]);
  const { port } = await until(() => JSON.parse(child.output() || 'null') as { port: number } | null);
  const rss = watchRss(child.pid);
  const load = await publish(mode, port, seconds);
  await child.stop();
  const lost = await missing(directory.path, load.sent);
  await directory.remove();
  return result(load, lost, rss.stop());
}

interface Load {
  elapsed: number;
  cpuSeconds: number;
  sent: Record<string, number>;
}

function result({ elapsed, cpuSeconds, sent }: Load, lost: number, peakRssMb: number): Measured {
  const messages = Object.values(sent).reduce((sum, count) => sum + count, 0);
  return { messagesPerSecond: messages / elapsed, lost, peakRssMb, publisherCpu: cpuSeconds / elapsed };
}

async function publish(mode: Mode, port: number, seconds: number, rate = 0): Promise<Load> {
  const args = [
    'test/bench/ingest/publisher.ts',
    mode,
    String(port),
    String(seconds),
    String(clients[mode]),
    String(rate),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`the publisher ended with ${code}`);
  return JSON.parse(text);
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

/** Peak resident memory of a process, MB. */
function watchRss(pid: number): { stop(): number } {
  let peak = 0;
  const timer = setInterval(async () => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    peak = Math.max(peak, Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  }, 500);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}
