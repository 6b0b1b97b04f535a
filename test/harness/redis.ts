// Owns a real Redis for tests, on a free port with its own directory; it can be killed, paused, and come back with its data.
import { Redis as Client } from 'ioredis';
import { type Child, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { findProgram } from './requirements.ts';
import { createTempDirectory } from './temp.ts';
import { until } from './until.ts';

export interface RedisServer {
  port: number;
  url: string;
  output(): string;
  /** SIGKILL: no goodbye, nothing flushed. */
  kill(): Promise<void>;
  /** Starts it again on its port and directory, after `kill`. */
  comeBack(): Promise<void>;
  /** It answers nobody until `resume`, and says nothing about it. */
  pause(): void;
  resume(): void;
  /** Asks it something over a connection of the test's own. */
  ask<T>(question: (client: Client) => Promise<T>): Promise<T>;
  /** Ends it and removes its directory. */
  stop(): Promise<void>;
}

/**
 * As recommended for production: every write in the append-only file, flushed once a second. `always` would make every job wait
 * for the disk, and what it would save is the last second of a machine that loses power (a killed Redis loses nothing: the
 * kernel has its writes), which the fold takes up again from the database all the same.
 */
const settings = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'];

/** `port` lets a server come up later where it was looked for before; further settings as on the command line. */
export async function startRedis(options: { port?: number; settings?: readonly string[] } = {}): Promise<RedisServer> {
  const program = findProgram('redis-server');
  if (!program)
    throw new Error('redis-server not found; put the tests that need it under describeWith({ redis: true })');
  const port = options.port ?? (await freePort());
  const directory = await createTempDirectory('redis');
  const place = ['--bind', '127.0.0.1', '--port', String(port), '--dir', directory.path];
  let child: Child;

  async function start(): Promise<void> {
    child = startChild(program ?? '', [...place, '--save', '', ...settings, ...(options.settings ?? [])]);
    await until(
      () => {
        if (child.exitCode !== null) throw new Error(`redis-server ended: ${child.output()}`);
        return child.output().includes('Ready to accept connections');
      },
      { what: 'redis-server' },
    );
  }

  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    output: () => child.output(),
    kill: () => child.kill(),
    comeBack: start,
    pause: () => child.pause(),
    resume: () => child.resume(),
    async ask(question) {
      const client = new Client({ port, host: '127.0.0.1' });
      try {
        return await question(client);
      } finally {
        client.disconnect();
      }
    },
    async stop() {
      await child.stop();
      await directory.remove();
    },
  };
}
