// Owns a really started edge agent: its own process, configured by a YAML file.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startSource } from './child.ts';

export interface RunningAgent {
  pid: number;
  output(): string;
  stop(): Promise<number>;
  /** kill -9; its outbox stays for the next start. */
  kill(): Promise<void>;
}

/** Starts an agent on a configuration that stands in a file, by its path. */
export function startAgentFrom(file: string): RunningAgent {
  const child = startSource('edge-agent/src/main.ts', [file]);
  return {
    pid: child.pid,
    output: child.output,
    stop: () => child.stop(),
    kill: child.kill,
  };
}

/** Writes the configuration to `agent.yaml` in `directory` and starts an agent on it. */
export async function startAgent(directory: string, config: object): Promise<RunningAgent> {
  const file = join(directory, 'agent.yaml');
  await writeFile(file, stringify(config));
  return startAgentFrom(file);
}
