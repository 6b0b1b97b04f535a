// Owns a real Mosquitto for tests, on a free port with its own directory, and its command line publisher.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { findProgram } from './requirements.ts';
import { createTempDirectory } from './temp.ts';
import { until } from './until.ts';

export interface Mosquitto {
  port: number;
  url: string;
  pid: number;
  output(): string;
  stop(): Promise<void>;
}

export interface MosquittoOptions {
  /** Lets a broker come back where it was. */
  port?: number;
  /** Further lines of its configuration. */
  settings?: readonly string[];
}

export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const program = findProgram('mosquitto');
  if (!program)
    throw new Error('mosquitto not found; put the tests that need it under describeWith({ mosquitto: true })');
  const port = options.port ?? (await freePort());
  const directory = await createTempDirectory('mosquitto');
  const config = join(directory.path, 'mosquitto.conf');
  const lines = ['allow_anonymous true', 'persistence false', 'set_tcp_nodelay true', ...(options.settings ?? [])];
  await writeFile(config, [`listener ${port} 127.0.0.1`, ...lines, ''].join('\n'));
  const child = startChild(program, ['-c', config]);
  await until(
    () => {
      if (child.exitCode !== null) throw new Error(`mosquitto ended: ${child.output()}`);
      return accepts(port);
    },
    { what: 'mosquitto' },
  );
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    pid: child.pid,
    output: child.output,
    async stop() {
      await child.stop();
      await directory.remove();
    },
  };
}

/** Publishes as a device that knows nothing but `mosquitto_pub`. */
export async function mosquittoPub(port: number, topic: string, payload: string, qos: 0 | 1 = 1): Promise<void> {
  const args = ['-h', '127.0.0.1', '-p', String(port), '-q', String(qos), '-t', topic, '-m', payload];
  await promisify(execFile)(findProgram('mosquitto_pub') ?? 'mosquitto_pub', args);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.end());
  });
}
