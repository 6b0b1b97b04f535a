// Owns the agent's sign of life for those who watch over it: a file in its data directory, written anew every few seconds.
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const fileName = 'heartbeat.json';
const everyMs = 10_000;
/** Several are missed before the agent is taken for dead. */
const staleMs = 45_000;

export interface Heartbeat {
  /** Writes at once, as something has changed. */
  beat(): void;
  stop(): void;
}

/** `facts` is what the file says besides the time. A write that fails is a beat that is missed. */
export function createHeartbeat(directory: string, facts: () => object): Heartbeat {
  const beat = () => {
    const text = `${JSON.stringify({ at: new Date().toISOString(), ...facts() })}\n`;
    writeFile(join(directory, fileName), text).catch(() => {});
  };
  const timer = setInterval(beat, everyMs);
  beat();
  return { beat, stop: () => clearInterval(timer) };
}

/** Whether an agent on this directory has shown a sign of life lately. */
export async function isAlive(directory: string, now: number): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(join(directory, fileName));
    return now - mtimeMs < staleMs;
  } catch {
    return false;
  }
}
