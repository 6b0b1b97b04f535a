// Owns turning columns of readings into line protocol: neighbours of one source and time share a line, a field for each signal.
import type { SampleBuffer } from '../../../sample-buffer.ts';
import { quoteText } from '../syntax/line.ts';
import type { SeriesDictionary } from './dictionary.ts';

/** What one request carries. */
export interface Part {
  /** Rows [from, to) of the buffer. */
  from: number;
  to: number;
  lines: string;
  points: number;
}

export type Encoder = (buffer: SampleBuffer, from: number, maxChars: number) => Part;

/** Rows from `from` on, until the request is full; at least one line. */
export function createEncoder(dictionary: SeriesDictionary): Encoder {
  const { sources, beginnings, keys } = dictionary;
  // The line a series was last written to: twice in one line, the later value would not surely win.
  let lineOfSeries = new Uint32Array(1024);
  let line = 0;

  return ({ series, at, number, text, length }, from, maxChars) => {
    if (lineOfSeries.length < dictionary.size || line > 0xffff_0000) {
      lineOfSeries = new Uint32Array(dictionary.size * 2);
      line = 0;
    }
    let lines = '';
    let points = 0;
    let source = -1;
    let time = 0;
    let row = from;
    for (; row < length; row++) {
      const id = series[row] as number;
      const rowTime = at[row] as number;
      if (sources[id] !== source || rowTime !== time || lineOfSeries[id] === line) {
        if (points > 0) {
          lines += ` ${time}\n`;
          if (lines.length >= maxChars) break;
        }
        source = sources[id] as number;
        time = rowTime;
        lines += beginnings[source];
        points++;
        line++;
      }
      lineOfSeries[id] = line;
      const value = number[row] as number;
      const { number: numberKey, text: textKey, none } = keys[id] as { number: string; text: string; none: string };
      if (!Number.isNaN(value)) lines += numberKey + value;
      else {
        const words = text.get(row);
        lines += words === undefined ? none : textKey + quoteText(words);
      }
    }
    if (row === length && points > 0) lines += ` ${time}`;
    return { from, to: row, lines, points };
  };
}
