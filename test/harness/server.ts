// Owns a really started server: its own process, free ports, its own data directory.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { administratorToken, setupToken } from './administrator.ts';
import { type ApiClient, createApiClient } from './api-client.ts';
import { type Child, startSource } from './child.ts';
import { createTempDirectory } from './temp.ts';
import { until } from './until.ts';

/** For `TAKT_SECRET_KEY`. */
export const secretKey = 'ab'.repeat(32);

export interface ServerOptions {
  /** Data directory that outlives the server, to start again on; absent: an own one, removed at `stop`. */
  directory?: string;
  /** Ports to come back on after a restart; absent: free ones. */
  httpPort?: number;
  mqttPort?: number;
  /** Further `TAKT_*` settings. */
  env?: Readonly<Record<string, string>>;
}

export interface RunningServer extends ApiClient {
  /** The API token with which it is called: an administrator's. */
  token(): Promise<string>;
  directory: string;
  url: string;
  httpPort: number;
  /** Port of the embedded broker; with an external one it is not to be used. */
  mqttPort: number;
  mqttUrl: string;
  /** Of the embedded broker's port with TLS: `TAKT_MQTT_TLS_PORT`. */
  mqttTlsPort: number | undefined;
  pid: number;
  output(): string;
  /** SIGTERM and its end; the exit code. */
  stop(): Promise<number>;
  /** kill -9; the data directory stays for the next start. */
  kill(): Promise<void>;
}

/** What the server writes to `server.json` once it listens. */
const announcement = z.object({ httpPort: z.int(), mqttPort: z.int().nullish(), mqttTlsPort: z.int().optional() });

export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const own = options.directory === undefined ? await createTempDirectory('server') : undefined;
  const directory = options.directory ?? own?.path ?? '';
  const file = join(directory, 'server.json');
  await rm(file, { force: true });
  const child = startSource('server/src/main.ts', [], {
    TAKT_DATA_DIR: directory,
    TAKT_HTTP_PORT: String(options.httpPort ?? 0),
    TAKT_MQTT_PORT: String(options.mqttPort ?? 0),
    TAKT_SETUP_TOKEN: setupToken,
    // Devices of most tests are whoever they say they are.
    ...(options.env?.TAKT_MQTT_URL === undefined && { TAKT_MQTT_ANONYMOUS: 'true' }),
    // Tests poll, all with one token.
    TAKT_TOKEN_REQUESTS_PER_MINUTE: '1000000',
    // Processes that share the work are given one.
    ...(options.env?.TAKT_REDIS_URL !== undefined && { TAKT_SECRET_KEY: secretKey }),
    ...options.env,
  });
  try {
    const ports = await whenReady(child, file);
    const token = administratorToken(ports.url);
    return {
      ...createApiClient(ports.url, token),
      token,
      ...ports,
      directory,
      pid: child.pid,
      output: child.output,
      async stop() {
        const code = await child.stop();
        await own?.remove();
        return code;
      },
      kill: child.kill,
    };
  } catch (error) {
    await child.kill();
    await own?.remove();
    throw error;
  }
}

async function whenReady(child: Child, file: string) {
  return until(
    async () => {
      if (child.exitCode !== null) return Promise.reject(new Error(`the server ended: ${child.output()}`));
      const { httpPort, mqttPort, mqttTlsPort } = announcement.parse(JSON.parse(await readFile(file, 'utf8')));
      const url = `http://127.0.0.1:${httpPort}`;
      if (!(await fetch(`${url}/readyz`)).ok) return undefined;
      return { url, httpPort, mqttPort: mqttPort ?? 0, mqttTlsPort, mqttUrl: `mqtt://127.0.0.1:${mqttPort ?? 0}` };
    },
    { what: 'a ready server', limitMs: 60_000 },
  );
}
