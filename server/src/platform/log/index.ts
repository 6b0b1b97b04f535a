// Owns the structured log: one JSON object a line, or short readable lines on a terminal, and no secret in either.
import pino from 'pino';
import { readableLine } from './readable-line.ts';
import { createRedaction } from './redact.ts';

export { createRedaction, secretsIn } from './redact.ts';

export type Log = pino.Logger;
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** `pretty` is for a person at a terminal; machines read the JSON lines. `secrets` are those of the configuration. */
export function createLog(options: { level: LogLevel; pretty?: boolean; secrets?: readonly string[] }): Log {
  const settings: pino.LoggerOptions = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: { streamWrite: createRedaction(options.secrets) },
  };
  if (!options.pretty) return pino(settings);
  return pino(settings, { write: (line: string) => void process.stdout.write(readableLine(line)) });
}
