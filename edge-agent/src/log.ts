// Owns the agent's log: one JSON object a line, or short readable lines for a person at a terminal.
import pino from 'pino';

export type Log = pino.Logger;
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export function createLog(options: { level: (typeof logLevels)[number]; readable: boolean }): Log {
  const settings: pino.LoggerOptions = { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  // Synchronous, so that the last words before an end are not lost.
  if (!options.readable) return pino(settings, pino.destination({ dest: 1, sync: true }));
  return pino(settings, { write: (line: string) => void process.stdout.write(readableLine(line)) });
}

/** `HH:MM:SS LEVEL message key=value …`, UTC. */
function readableLine(json: string): string {
  const { time, level, msg, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const name = pino.levels.labels[Number(level)] ?? String(level);
  const head = `${String(time).slice(11, 19)} ${name.toUpperCase().padEnd(5)} ${String(msg ?? '')}`;
  const shown = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `${[head, ...shown].join(' ')}\n`;
}
