// Owns a program of the demonstration: started from its source, its log in a file, its end known.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

export interface Program {
  readonly running: boolean;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  lastOutput(): string;
  /** Asks it to end and waits; insists after 20 s. */
  stop(): Promise<void>;
}

const keptOutput = 4000;
const insistAfterMs = 20_000;

export function startProgram(options: {
  name: string;
  args: string[];
  env: Record<string, string>;
  log: string;
}): Program {
  const child = spawn(process.execPath, options.args, {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl+C reaches every program of a terminal at once; the order of stopping is ours.
    detached: true,
  });
  const file = createWriteStream(options.log, { flags: 'a' });
  let last = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      file.write(text);
      last = (last + text).slice(-keptOutput);
    });
  }
  const ended = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  return {
    get running() {
      return child.exitCode === null && child.signalCode === null;
    },
    ended,
    lastOutput: () => last,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), insistAfterMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
