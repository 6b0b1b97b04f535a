// Owns a log whose lines a test reads.
import pino from 'pino';
import type { Log } from '../../server/src/platform/log/index.ts';

export interface Lines {
  log: Log;
  /** What was said so far, without its details. */
  texts(): string[];
}

export function logOfLines(): Lines {
  const lines: string[] = [];
  const log = pino({ level: 'info', base: null }, { write: (line: string) => void lines.push(line) });
  return { log, texts: () => lines.map((line) => (JSON.parse(line) as { msg: string }).msg) };
}
