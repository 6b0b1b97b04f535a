// Owns the structured log: one JSON object a line, or short readable lines on a terminal.
import pino from 'pino';
import { readableLine } from './readable-line.ts';

export type Log = pino.Logger;
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** `pretty` is for a person at a terminal; machines read the JSON lines. */
export function createLog(options: { level: LogLevel; pretty?: boolean }): Log {
  const settings: pino.LoggerOptions = { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (!options.pretty) return pino(settings);
  return pino(settings, { write: (line: string) => void process.stdout.write(readableLine(line)) });
}
