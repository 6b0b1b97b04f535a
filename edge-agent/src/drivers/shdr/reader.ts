// Owns reading the lines of one connection: blocks of several lines, commands, observations stamped and translated.
import type { ShdrConfig } from './config.ts';
import { createLineSplitter } from './lines.ts';
import { parseLine } from './parse.ts';
import type { Count } from './tally.ts';
import { createTimekeeper } from './timestamp.ts';
import { createTranslator, type Readings } from './translate.ts';

export interface Reader {
  /** Readings of the lines these bytes complete, and the heartbeat named in them. */
  read(bytes: Uint8Array): { readings: Readings; heartbeatMs: number | undefined };
}

const blockMark = '--multiline--';
/** A block of more lines has lost its end. */
const maxBlockLines = 10_000;

export function createReader(options: {
  config: ShdrConfig;
  clock: () => number;
  count: Count;
  /** What the adapter says of itself, such as its version; names in small letters. */
  onCommand: (name: string, value: string) => void;
}): Reader {
  const { config, clock, count, onCommand } = options;
  const shapes = {
    conditions: new Set(config.conditions),
    messages: new Set(config.messages),
    timeSeries: new Set(config.timeSeries),
    shdrVersion: config.shdrVersion as number,
  };
  let mode = config.timestamps;
  const timeOf = createTimekeeper({ mode: () => mode, clock });
  const translator = createTranslator(config, count);
  const splitter = createLineSplitter({
    maxBytes: config.maxLineBytes,
    encoding: config.encoding,
    onTooLong: (bytes) => count('too_long', `${bytes} bytes`),
  });
  let blockEnd: string | undefined;
  let blockLines = 0;

  /** True where the line belongs to a block of several lines; those are assets, which are not taken. */
  function isInBlock(line: string): boolean {
    if (blockEnd === undefined) {
      const mark = line.indexOf(blockMark);
      if (mark < 0) return false;
      blockEnd = line.slice(mark);
      blockLines = 0;
      count('asset', line.slice(0, 80));
      return true;
    }
    if (line === blockEnd) blockEnd = undefined;
    else if (++blockLines > maxBlockLines) {
      count('endless_block', blockEnd);
      blockEnd = undefined;
      return false;
    }
    return true;
  }

  function obey(name: string, value: string): void {
    if (name === 'shdrversion' && /^\d+$/.test(value)) shapes.shdrVersion = Number(value);
    else if (name === 'relativetime' && config.timestamps !== 'arrival') {
      mode = /^(yes|true)$/i.test(value) ? 'relative' : config.timestamps;
    } else if (name === 'device') translator.setDevice(value);
    onCommand(name, value);
  }

  return {
    read(bytes) {
      const readings: Readings = new Map();
      let heartbeatMs: number | undefined;
      for (const text of splitter.push(bytes)) {
        if (isInBlock(text)) continue;
        const line = parseLine(text, shapes);
        if (line.kind === 'pong') {
          if (line.heartbeatMs === undefined) count('malformed', text.slice(0, 80));
          else heartbeatMs = line.heartbeatMs;
        } else if (line.kind === 'command') obey(line.name, line.value);
        else if (line.kind === 'odd') count(line.oddity, text.slice(0, 80));
        else {
          const at = timeOf(line.timestamp);
          for (const observation of line.observations) translator.add(readings, observation, at);
          for (const oddity of line.oddities) count(oddity, text.slice(0, 80));
        }
      }
      return { readings, heartbeatMs };
    },
  };
}
