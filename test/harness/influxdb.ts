// Owns a real InfluxDB 1.x for tests, on a free port with its own directory, able to be killed, stalled and started again.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { findProgram } from './requirements.ts';
import { createTempDirectory } from './temp.ts';
import { until } from './until.ts';

export interface InfluxDbOptions {
  /** Where it comes back after a restart. */
  port?: number;
  /** Data that outlives the server, to start again on; absent: an own directory, removed at `stop`. */
  directory?: string;
  /** Whoever asks must be a user. */
  authentication?: boolean;
}

export interface InfluxDb {
  url: string;
  port: number;
  directory: string;
  pid: number;
  output(): string;
  /** SIGSTOP: it accepts connections and answers nothing. */
  pause(): void;
  resume(): void;
  /** SIGTERM and its end. */
  stop(): Promise<void>;
  /** kill -9; the directory stays for the next start. */
  kill(): Promise<void>;
}

export async function startInfluxDb(options: InfluxDbOptions = {}): Promise<InfluxDb> {
  const program = findProgram('influxd');
  if (!program) throw new Error('influxd not found; put the tests that need it under describeWith({ influxdb: true })');
  const port = options.port ?? (await freePort());
  const own = options.directory === undefined ? await createTempDirectory('influxdb') : undefined;
  const directory = options.directory ?? own?.path ?? '';
  const file = join(directory, 'influxdb.conf');
  await writeFile(file, configuration(directory, port, options.authentication === true));
  const child = startChild(program, ['run', '-config', file]);
  const url = `http://127.0.0.1:${port}`;
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`influxd ended: ${child.output()}`);
      return (await fetch(`${url}/ping`)).ok;
    },
    { what: 'influxd' },
  );
  return {
    url,
    port,
    directory,
    pid: child.pid,
    output: child.output,
    pause: child.pause,
    resume: child.resume,
    async stop() {
      await child.stop();
      await own?.remove();
    },
    kill: child.kill,
  };
}

/** One InfluxQL statement, as an administrator at a terminal would give it; the parsed answer. */
export async function askInfluxDb(url: string, statement: string, credentials?: string): Promise<unknown> {
  const response = await fetch(`${url}/query?epoch=ms`, {
    method: 'POST',
    body: new URLSearchParams({ q: statement }),
    ...(credentials === undefined ? {} : { headers: { authorization: `Basic ${btoa(credentials)}` } }),
  });
  const text = await response.text();
  if (!response.ok || text.includes('"error"')) throw new Error(`influxd: ${text}`);
  return JSON.parse(text);
}

/** What is written is synced before it is acknowledged, as by default; nothing is reported home. */
function configuration(directory: string, port: number, authentication: boolean): string {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
  dir = ${JSON.stringify(join(directory, 'meta'))}
[data]
  dir = ${JSON.stringify(join(directory, 'data'))}
  wal-dir = ${JSON.stringify(join(directory, 'wal'))}
  query-log-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
  auth-enabled = ${authentication}
[monitor]
  store-enabled = false
[subscriber]
  enabled = false
`;
}
