// Owns what every command is given: its surroundings, and a way to say that it failed without an error.
import type { Environment } from './installation/config.ts';
import type { Terminal } from './terminal/index.ts';

export interface Cli {
  environment: Environment;
  terminal: Terminal;
  /** Epoch ms. */
  clock: () => number;
  /** The command has said what is wrong; the exit code is 1. */
  fail(): void;
}
