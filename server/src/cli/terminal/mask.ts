// Owns keeping secrets off the terminal.
import type { Config } from '../../config.ts';
import { secretsIn } from '../../platform/log/index.ts';

const shown = '***';
const secretParameter = /pass|token|secret|key/i;

/** The URL with its password, and whatever else in it is a secret, replaced. */
export function maskUrl(text: string): string {
  const url = URL.parse(text);
  if (!url) return shown;
  if (url.password !== '') url.password = shown;
  for (const name of [...url.searchParams.keys()]) {
    if (secretParameter.test(name)) url.searchParams.set(name, shown);
  }
  return url.href;
}

/** Replaces every secret of the configuration in a text that somebody else wrote, such as a driver's error message. */
export function maskSecrets(text: string, config: Config): string {
  let masked = text;
  for (const secret of secretsIn(config)) masked = masked.replaceAll(secret, shown);
  return masked;
}
