// Owns the load of the ingest benchmarks as seen from outside: the publisher's process, how it is paced, what it sent.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export type Mode = 'devices' | 'agents';

/** As many messages as are further along, and some more. */
export interface Follow {
  /** Messages that have arrived where they belong. */
  progress(): number | Promise<number>;
  /** Messages that may be on the way. */
  ahead: number;
}

export interface LoadOptions {
  mode: Mode;
  /** Of the broker. */
  port: number;
  seconds: number;
  /** Messages per second; 0, the default: all it can. */
  pace?: number | Follow;
  machines?: number;
}

export interface Load {
  /** Seconds from the publisher's start until everything it sent was acknowledged or committed. */
  elapsed: number;
  /** CPU of the publisher. */
  cpuSeconds: number;
  /** Acknowledged or committed messages of each machine. */
  sent: Record<string, number>;
}

const clients: Record<Mode, number> = { devices: 20, agents: 4 };
const followEveryMs = 100;

export async function publish({ mode, port, seconds, pace = 0, machines = 100 }: LoadOptions): Promise<Load> {
  const follows = typeof pace === 'object';
  const words = [mode, port, seconds, clients[mode], follows ? 'follow' : pace, machines].map(String);
  const child = spawn(process.execPath, ['test/bench/ingest/publisher.ts', ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  // A line that comes after the publisher's end is of no use to anybody.
  child.stdin.on('error', () => {});
  let ended = false;
  const lead = async ({ progress, ahead }: Follow) => {
    while (!ended) {
      child.stdin.write(`${(await progress()) + ahead}\n`);
      await sleep(followEveryMs);
    }
  };
  const leading = follows ? lead(pace) : undefined;
  const code = await new Promise((resolve) => child.once('close', resolve));
  ended = true;
  await leading;
  if (code !== 0) throw new Error(`the publisher ended with ${code}`);
  return JSON.parse(text);
}

export function messagesIn({ sent }: Load): number {
  return Object.values(sent).reduce((sum, count) => sum + count, 0);
}
