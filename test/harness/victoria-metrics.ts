// Owns a real VictoriaMetrics for tests: a server no one here wrote that takes what InfluxDB 2.x takes on `/api/v2/write`.
import { startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { findProgram } from './requirements.ts';
import { createTempDirectory } from './temp.ts';
import { until } from './until.ts';

/** One series as `/api/v1/export` tells it. */
export interface ExportedSeries {
  metric: Record<string, string>;
  values: number[];
  /** Epoch ms. */
  timestamps: number[];
}

export interface VictoriaMetrics {
  url: string;
  port: number;
  directory: string;
  /** Everything stored under a selector such as `{db="takt/raw"}`. */
  exported(selector: string): Promise<ExportedSeries[]>;
  /** SIGSTOP: it accepts connections and answers nothing. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
  /** kill -9; the directory stays for the next start. */
  kill(): Promise<void>;
}

/** `port` and `directory` let it come back where it was; an own directory is removed at `stop`. */
export async function startVictoriaMetrics(
  options: { port?: number; directory?: string } = {},
): Promise<VictoriaMetrics> {
  const program = findProgram('victoria-metrics');
  if (!program) {
    throw new Error(
      'victoria-metrics not found; put the tests that need it under describeWith({ victoriaMetrics: true })',
    );
  }
  const port = options.port ?? (await freePort());
  const own = options.directory === undefined ? await createTempDirectory('victoria-metrics') : undefined;
  const directory = options.directory ?? own?.path ?? '';
  const child = startChild(program, [
    `-storageDataPath=${directory}`,
    `-httpListenAddr=127.0.0.1:${port}`,
    '-retentionPeriod=100y',
  ]);
  const url = `http://127.0.0.1:${port}`;
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`victoria-metrics ended: ${child.output()}`);
      return (await fetch(`${url}/health`)).ok;
    },
    { what: 'victoria-metrics' },
  );
  return {
    url,
    port,
    directory,
    async exported(selector) {
      // What was written a moment ago is not searched yet.
      await fetch(`${url}/internal/force_flush`);
      const answer = await fetch(`${url}/api/v1/export?${new URLSearchParams({ 'match[]': selector })}`);
      const lines = (await answer.text()).split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as ExportedSeries);
    },
    pause: child.pause,
    resume: child.resume,
    async stop() {
      await child.stop();
      await own?.remove();
    },
    kill: child.kill,
  };
}
