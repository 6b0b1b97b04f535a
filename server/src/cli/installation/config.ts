// Owns the configuration as commands need it: read as the server reads it, or refused as a whole.
import { type Config, readConfig } from '../../config.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Throws with everything that is wrong, each naming its key. */
export function configFrom(environment: Environment): Config {
  const outcome = readConfig(environment);
  if (outcome.ok) return outcome.config;
  throw new Error(`the configuration is refused:\n${outcome.errors.map((error) => `  ${error}`).join('\n')}`);
}
