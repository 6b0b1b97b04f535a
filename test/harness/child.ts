// Owns child processes of tests: started from the repository, output kept, stopped politely or killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

export const repository = resolve(import.meta.dirname, '../..');

export interface Child {
  readonly pid: number;
  readonly exitCode: number | null;
  /** Everything it has written so far. */
  output(): string;
  /** SIGSTOP: it does nothing until `resume`, and says nothing about it. Neither does anything where it has ended. */
  pause(): void;
  resume(): void;
  /** SIGTERM, then waits for its end, also where it was paused; its exit code, or -1 when it had to be killed. */
  stop(limitMs?: number): Promise<number>;
  /** SIGKILL: no goodbye, nothing flushed. */
  kill(): Promise<void>;
}

/** Output beyond this is cut at the front. */
const maxOutput = 200_000;

export interface ChildPlace {
  /** Default: the repository. */
  cwd?: string;
  /** Whom it runs as; default: whoever runs the tests. */
  uid?: number;
  gid?: number;
}

export function startChild(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  place: ChildPlace = {},
): Child {
  const child = spawn(command, args, {
    cwd: repository,
    ...place,
    env: { ...withoutTakt(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const keep = (chunk: string) => {
    text = (text + chunk).slice(-maxOutput);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  child.on('error', (error) => keep(`\n${error.message}\n`));
  return {
    get pid() {
      return child.pid ?? -1;
    },
    get exitCode() {
      return child.exitCode ?? (child.signalCode ? -1 : null);
    },
    output: () => text,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    stop: (limitMs = 20_000) => end(child, 'SIGTERM', limitMs),
    async kill() {
      await end(child, 'SIGKILL', 10_000);
    },
  };
}

/** Starts a TypeScript source of this repository with the Node the tests run on, with the memory setting of `npm run serve`. */
export function startSource(
  source: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Child {
  return startChild(process.execPath, ['--max-semi-space-size=8', source, ...args], env);
}

async function end(child: ChildProcess, signal: NodeJS.Signals, limitMs: number): Promise<number> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? -1;
  const ended = once(child, 'exit');
  child.kill(signal);
  child.kill('SIGCONT');
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  await ended;
  clearTimeout(timer);
  return child.exitCode ?? -1;
}

/** Settings of the person who runs the tests do not reach the programs under test. */
export function withoutTakt(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(env))
    if (value !== undefined && !key.startsWith('TAKT_')) kept[key] = value;
  return kept;
}
