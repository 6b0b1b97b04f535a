// Owns a real PostgreSQL for tests: its own cluster in its own directory, on a free loopback port, with a fresh database per test.
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Child, type ChildPlace, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { findPostgres } from './requirements.ts';
import { createTempDirectory } from './temp.ts';
import { until } from './until.ts';

export interface PostgresServer {
  port: number;
  /** Creates an empty database; its URL. */
  createDatabase(): Promise<string>;
  /** What `psql` answers, a row a line, columns apart by `|`: as an operator works beside the server under test. */
  psql(url: string, sql: string): Promise<string>;
  /** Ends as an administrator ends it: connections are cut, everything is written. */
  stop(): Promise<void>;
  /** kill -9 of the server; what was committed is there after the next start. */
  kill(): Promise<void>;
  /** Comes back on the same port and directory. */
  start(): Promise<void>;
  /** SIGSTOP to the server and all its connections: it neither answers nor breaks off. */
  pause(): void;
  resume(): void;
  /** Stops it and removes its directory. */
  remove(): Promise<void>;
}

export const postgresUser = 'takt';
export const postgresPassword = 'not-to-be-shown';

/**
 * Everything that makes a commit durable is on, as on a real server; only what a small cluster does not need is small. Text is
 * ordered as people expect it (ICU), which is not how SQLite orders it.
 */
const settings = ['shared_buffers=16MB', 'max_wal_senders=0', 'wal_level=minimal', 'jit=off', 'max_connections=60'];
const initial = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US', '--no-sync'];

export async function startPostgres(): Promise<PostgresServer> {
  const programs = findPostgres() ?? '';
  if (!programs)
    throw new Error('postgresql not found; put the tests that need it under describeWith({ postgres: true })');
  const directory = await createTempDirectory('postgres');
  const place = { ...unprivileged(), cwd: directory.path };
  const data = join(directory.path, 'data');
  await initialise(join(programs, 'initdb'), data, place);
  const port = await freePort();
  const listening = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories='];
  const args = ['-D', data, ...[...listening, ...settings].flatMap((setting) => ['-c', setting])];
  const url = (database: string) => `postgres://${postgresUser}:${postgresPassword}@127.0.0.1:${port}/${database}`;
  let child: Child;
  let databases = 0;
  let paused: number[] = [];

  const spawn = () => startChild(join(programs, 'postgres'), args, {}, place);

  async function psql(to: string, sql: string): Promise<string> {
    const { stdout } = await promisify(execFile)(join(programs, 'psql'), ['-AtqX', '-d', to, '-c', sql]);
    return stdout.trimEnd();
  }

  async function start(): Promise<void> {
    child = spawn();
    await until(
      () => {
        if (child.exitCode === null) return psql(url('postgres'), 'select 1');
        // A server that was killed leaves its memory locked until the last of its processes has noticed.
        const output = child.output();
        child = spawn();
        throw new Error(output);
      },
      { what: 'postgres' },
    );
  }

  /** The server first, so that no further process of it begins meanwhile. */
  function pause(): void {
    process.kill(child.pid, 'SIGSTOP');
    paused = [...childrenOf(child.pid), child.pid];
    for (const pid of paused) process.kill(pid, 'SIGSTOP');
  }

  function resume(): void {
    for (const pid of paused.splice(0)) process.kill(pid, 'SIGCONT');
  }

  async function remove(): Promise<void> {
    resume();
    await child.kill();
    await directory.remove();
  }

  try {
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    port,
    async createDatabase() {
      const name = `test_${++databases}`;
      await psql(url('postgres'), `create database ${name}`);
      return url(name);
    },
    psql,
    async stop() {
      // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait until every client leaves.
      process.kill(child.pid, 'SIGINT');
      await until(() => child.exitCode !== null, { what: 'the end of postgres' });
    },
    kill: () => child.kill(),
    start,
    pause,
    resume,
    remove,
  };
}

async function initialise(initdb: string, data: string, place: ChildPlace & { cwd: string }): Promise<void> {
  const passwordFile = join(place.cwd, 'password');
  await writeFile(passwordFile, postgresPassword);
  if (place.uid !== undefined) {
    for (const path of [place.cwd, passwordFile]) await chown(path, place.uid, place.gid ?? place.uid);
  }
  const owner = [`--username=${postgresUser}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const child = startChild(initdb, ['-D', data, ...owner, ...initial], {}, place);
  const code = await until(() => (child.exitCode === null ? undefined : { exit: child.exitCode }), { what: 'initdb' });
  if (code.exit !== 0) throw new Error(`initdb ended with ${code.exit}: ${child.output()}`);
}

/** PostgreSQL refuses to run as root: then it runs as the user its package creates. */
function unprivileged(): ChildPlace {
  if (process.getuid?.() !== 0) return {};
  const id = (which: '-u' | '-g') => Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function childrenOf(pid: number): number[] {
  const tasks = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return tasks.split(' ').filter(Boolean).map(Number);
}
