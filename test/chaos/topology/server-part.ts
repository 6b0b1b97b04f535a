// Owns a server process as whoever operates it keeps it: on fixed ports, started again when it ends by itself.
import { join } from 'node:path';
import { administratorToken, setupToken } from '../../harness/administrator.ts';
import { type ApiClient, createApiClient } from '../../harness/api-client.ts';
import { type Child, startSource } from '../../harness/child.ts';
import { freePort } from '../../harness/free-port.ts';
import { until } from '../../harness/until.ts';
import type { Part } from './part.ts';

export interface ServerPart extends Part {
  readonly api: ApiClient;
  /** Metrics text where it answers, by a name that is another after a restart. */
  metrics(): Promise<[string, string] | undefined>;
  crashes(): string[];
  /** What it has written, all its lives one after the other, as far as each was kept. */
  output(): string;
  ready(): Promise<void>;
  stop(): Promise<void>;
}

const lookEveryMs = 200;
/** As a supervisor waits before it starts a program again. */
const restartMs = 1000;
const lifeBreak = '\n---\n';

/** Started, not yet ready; its data directory is a folder of `directory`. */
export async function startServerPart(
  name: string,
  directory: string,
  env: Readonly<Record<string, string>>,
): Promise<ServerPart> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    TAKT_DATA_DIR: join(directory, name),
    TAKT_HTTP_PORT: String(port),
    TAKT_INSTANCE: name,
    TAKT_SETUP_TOKEN: setupToken,
    TAKT_LOG_LEVEL: 'info',
    // The facts are asked for again and again, machine by machine, by one token.
    TAKT_TOKEN_REQUESTS_PER_MINUTE: '1000000',
    ...env,
  };
  const api = createApiClient(url, administratorToken(url));
  const crashes: string[] = [];
  const lives: Child[] = [];
  let child: Child;
  let wanted = true;
  let wasReady = false;
  let endedAt: number | undefined;

  function spawn(): void {
    wanted = true;
    wasReady = false;
    endedAt = undefined;
    child = startSource('server/src/main.ts', [], settings);
    lives.push(child);
  }

  async function isReady(): Promise<boolean> {
    const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) wasReady = true;
    return ready;
  }

  /** One that refuses to start, as its parts are not there, is no crash; one that ran and ended is. */
  function supervise(): void {
    if (!wanted || child.exitCode === null) return;
    if (endedAt === undefined) {
      endedAt = Date.now();
      if (wasReady) crashes.push(`${name} ended: ${child.output().slice(-2000)}`);
    } else if (Date.now() - endedAt >= restartMs) spawn();
  }

  async function end(how: () => Promise<unknown>): Promise<void> {
    wanted = false;
    await how();
  }

  spawn();
  const supervisor = setInterval(supervise, lookEveryMs);
  return {
    name,
    api,
    kill: () => end(() => child.kill()),
    async comeBack() {
      spawn();
    },
    pause: () => child.pause(),
    resume: () => child.resume(),
    async metrics() {
      const { pid } = child;
      const answer = await api.text('/metrics').catch(() => undefined);
      return answer?.status === 200 ? [`${name} (${pid})`, answer.text] : undefined;
    },
    crashes: () => [...crashes],
    output: () => lives.map((life) => life.output()).join(lifeBreak),
    async ready() {
      await until(isReady, { what: `${name} to be ready`, limitMs: 120_000 }).catch((error: Error) => {
        throw new Error(`${error.message}\n${child.output().slice(-2000)}`);
      });
    },
    async stop() {
      clearInterval(supervisor);
      await end(() => child.stop());
    },
  };
}
