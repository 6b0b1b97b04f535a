// Owns readings as the body of a record: whole columns, and names in place of the numbers that live only as long as the process.
import { deserialize, serialize } from 'node:v8';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Source } from '../../../platform/telemetry-store/port.ts';
import { type Batch, touch } from '../batch.ts';
import type { SeriesNames } from '../series-names.ts';
import type { Span } from '../spans.ts';

export type Samples = Pick<Batch, 'buffer' | 'touched'>;

interface Body {
  sources: { source: Source; spans: Span[] }[];
  /** Series of this record: index of the source, and the signal. */
  sourceOf: number[];
  signals: string[];
  /** Columns, one row a reading; `series` counts in the two lists above. */
  series: Uint32Array;
  at: Float64Array;
  number: Float64Array;
  /** Rows with a text, and which of `words` it is. */
  textRows: Uint32Array;
  textWords: Uint32Array;
  words: string[];
}

/** A fifth of the size for a tenth of the time that writing takes; higher levels win nothing here. */
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** Rows [from, to) with everything needed to store and mark them in another process. */
export function encodeSamples({ buffer, touched }: Samples, from: number, to: number, names: SeriesNames): Buffer {
  const series = new Uint32Array(to - from);
  const known = new Map<number, number>();
  const sources = new Map<Source, number>();
  const body: Omit<Body, 'textRows' | 'textWords' | 'words'> = {
    sources: [],
    sourceOf: [],
    signals: [],
    series,
    at: buffer.at.subarray(from, to),
    number: buffer.number.subarray(from, to),
  };
  function learn(number: number): number {
    const { source, signal } = names.name(number);
    let index = sources.get(source);
    if (index === undefined) {
      index = body.sources.push({ source, spans: touched.get(source) ?? [] }) - 1;
      sources.set(source, index);
    }
    body.sourceOf.push(index);
    const local = body.signals.push(signal) - 1;
    known.set(number, local);
    return local;
  }
  for (let row = from; row < to; row++) {
    const number = buffer.series[row] ?? -1;
    series[row - from] = known.get(number) ?? learn(number);
  }
  return zstdCompressSync(serialize({ ...body, ...textsOf(buffer.text, from, to) }), compression);
}

function textsOf(text: ReadonlyMap<number, string>, from: number, to: number) {
  const words = new Map<string, number>();
  const rows: number[] = [];
  const which: number[] = [];
  for (const [row, word] of text) {
    if (row < from || row >= to) continue;
    let index = words.get(word);
    if (index === undefined) {
      index = words.size;
      words.set(word, index);
    }
    rows.push(row - from);
    which.push(index);
  }
  return { textRows: Uint32Array.from(rows), textWords: Uint32Array.from(which), words: [...words.keys()] };
}

/** Adds the readings of a record to `target`. The record's CRC has vouched for the form. */
export function decodeSamples(bytes: Uint8Array, target: Samples, names: SeriesNames): void {
  const body = deserialize(zstdDecompressSync(bytes)) as Body;
  const { sources, sourceOf, signals, series, at, number, textRows, textWords, words } = body;
  const numbers = signals.map((signal, index) => names.number(sources[sourceOf[index] ?? 0]?.source ?? '', signal));
  for (let row = 0; row < series.length; row++) series[row] = numbers[series[row] ?? 0] ?? 0;
  const first = target.buffer.pushColumns(series, at, number);
  for (let index = 0; index < textRows.length; index++) {
    target.buffer.text.set(first + (textRows[index] ?? 0), words[textWords[index] ?? 0] ?? '');
  }
  for (const { source, spans } of sources) for (const { from, to } of spans) touch(target, source, from, to);
}
