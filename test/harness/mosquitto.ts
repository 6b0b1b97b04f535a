// Owns a real Mosquitto for tests, on a free port with its own directory; it can be killed, paused, and come back. And its publisher.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BrokerFile, brokerFileSchema } from '../../server/src/devices/credentials/mosquitto/file.ts';
import { brokerHash } from '../../server/src/devices/credentials/secret.ts';
import { type Child, repository, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { findProgram } from './requirements.ts';
import { createTempDirectory } from './temp.ts';
import { until } from './until.ts';

export interface Mosquitto {
  port: number;
  url: string;
  /** Where its `mosquitto.db` lies, once it has something to keep. */
  directory: string;
  readonly pid: number;
  output(): string;
  /** Ends it and removes its directory. */
  stop(): Promise<void>;
  /** SIGKILL: clients get no goodbye, and what was retained since the last save is forgotten. */
  kill(): Promise<void>;
  /** Starts it again on its port and directory, after `kill`. */
  comeBack(): Promise<void>;
  /** It takes and answers nothing until `resume`, and says nothing about it. */
  pause(): void;
  resume(): void;
}

/** Saved every second. A broker that root starts would otherwise become another user, to whom its directory is closed. */
const settings = `set_tcp_nodelay true
persistence true
autosave_interval 1
user root
`;

export interface MosquittoOptions {
  /** Lets a broker come up where another one was. */
  port?: number;
  /** Whether clients without a name are let in. Default true. */
  anonymous?: boolean;
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
  const place = `listener ${port} 127.0.0.1\nallow_anonymous ${options.anonymous ?? true}\npersistence_location ${directory.path}/\n`;
  await writeFile(config, [place + settings, ...(options.settings ?? []), ''].join('\n'));
  let child: Child;

  async function start(): Promise<void> {
    child = startChild(program ?? '', ['-c', config]);
    await until(
      () => {
        if (child.exitCode !== null) throw new Error(`mosquitto ended: ${child.output()}`);
        return accepts(port);
      },
      { what: 'mosquitto' },
    );
  }

  await start();
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    directory: directory.path,
    get pid() {
      return child.pid;
    },
    output: () => child.output(),
    async stop() {
      await child.stop();
      await directory.remove();
    },
    kill: () => child.kill(),
    comeBack: start,
    pause: () => child.pause(),
    resume: () => child.resume(),
  };
}

/** Publishes as a device that knows nothing but `mosquitto_pub`. */
export async function mosquittoPub(port: number, topic: string, payload: string, qos: 0 | 1 = 1): Promise<void> {
  const args = ['-h', '127.0.0.1', '-p', String(port), '-q', String(qos), '-t', topic, '-m', payload];
  await promisify(execFile)(findProgram('mosquitto_pub') ?? 'mosquitto_pub', args);
}

/** What the dynamic-security plugin starts from in an installation: its roles, and the users they are for. */
export function bootstrapFile(users: Readonly<Record<'takt-admin' | 'takt' | 'health', string>>): BrokerFile {
  const base = brokerFileSchema.parse(
    JSON.parse(readFileSync(join(repository, 'config/mosquitto/dynamic-security.json'), 'utf8')),
  );
  const roles = { 'takt-admin': 'takt-admin', takt: 'takt-server', health: 'takt-health' };
  const clients = (['takt-admin', 'takt', 'health'] as const).map((username) => {
    const { hash, salt } = brokerHash(users[username]);
    return { username, password: hash, salt, iterations: 101, roles: [{ rolename: roles[username] }] };
  });
  return { ...base, clients };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.end());
  });
}
