// Owns finding the readings InfluxDB will never take among those it would: what it names is set aside, the rest is halved.
import type { RefusedSample } from '../../../port.ts';
import { SampleBuffer } from '../../../sample-buffer.ts';
import type { WriteOutcome } from '../server/write.ts';
import type { SeriesDictionary } from './dictionary.ts';
import type { Encoder } from './lines.ts';

type Refusal = Extract<WriteOutcome, { ok: false }>;

/** `rows` were sent as `points` lines, and not all were taken. Answers which are refused; the others are then stored. */
export type Isolate = (
  buffer: SampleBuffer,
  rows: readonly number[],
  points: number,
  refusal: Refusal,
) => Promise<RefusedSample[]>;

export function createIsolate(options: {
  dictionary: SeriesDictionary;
  encode: Encoder;
  write: (lines: string, points: number) => Promise<WriteOutcome>;
}): Isolate {
  const { dictionary, encode, write } = options;

  const send = async (buffer: SampleBuffer, rows: readonly number[]): Promise<RefusedSample[]> => {
    const { lines, points } = encode(pick(buffer, rows), 0, Number.POSITIVE_INFINITY);
    const outcome = await write(lines, points);
    return outcome.ok ? [] : isolate(buffer, rows, points, outcome);
  };

  const isolate: Isolate = async (buffer, rows, points, refusal) => {
    const { dropped, detail } = refusal;
    const tooOld = /beyond retention/.test(detail);
    // A line with several readings goes as a whole, also for one bad reading in it; only its time is bad for all of them.
    if (rows.length === 1 || (dropped === points && (tooOld || points === rows.length))) {
      const reason = tooOld ? 'beyond_retention' : 'store_refused';
      return rows.map((index) => ({ index, reason, detail }));
    }
    const refused: RefusedSample[] = [];
    for (const group of divide(buffer, rows, detail, dictionary)) refused.push(...(await send(buffer, group)));
    return refused;
  };
  return isolate;
}

/** Two groups: readings of the field InfluxDB complains of and the others, or else two halves. */
function divide(
  buffer: SampleBuffer,
  rows: readonly number[],
  detail: string,
  dictionary: SeriesDictionary,
): (readonly number[])[] {
  const [, field] = /input field "(.*)" on measurement "[^"]*" is type/.exec(detail) ?? [];
  if (field !== undefined) {
    const { named = [], others = [] } = Object.groupBy(rows, (row) =>
      fieldAt(buffer, row, dictionary) === field ? 'named' : 'others',
    );
    // The others first: most of what waits is among them.
    if (named.length > 0 && others.length > 0) return [others, named];
  }
  const half = rows.length >> 1;
  return [rows.slice(0, half), rows.slice(half)];
}

function fieldAt({ series, number, text }: SampleBuffer, row: number, dictionary: SeriesDictionary): string {
  const kind = text.has(row) ? 'text' : Number.isNaN(number[row]) ? 'none' : 'number';
  return dictionary.field(series[row] as number, kind);
}

export function pick(buffer: SampleBuffer, rows: readonly number[]): SampleBuffer {
  const picked = new SampleBuffer(Math.max(1, rows.length));
  for (const row of rows) {
    const number = buffer.number[row] as number;
    const value = buffer.text.get(row) ?? (Number.isNaN(number) ? null : number);
    picked.push(buffer.series[row] as number, buffer.at[row] as number, value);
  }
  return picked;
}
