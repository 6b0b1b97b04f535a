// Owns reading raw samples back: ranges with the readings before them, the next reading.
import type { StoredSample, TelemetryStore } from '../../../port.ts';
import type { Queries } from '../server/query.ts';
import { createChanges } from './changes.ts';
import { readRows } from './rows.ts';
import { type Field, fieldsOf, firstOf, lastOf, momentOf, nearMs, noteLater, readingOf, select } from './statements.ts';

type SampleQueries = Pick<TelemetryStore, 'readSamples' | 'nextAt'>;

const never = Number.NEGATIVE_INFINITY;
const always = Number.POSITIVE_INFINITY;

export function createSampleQueries(queries: Pick<Queries, 'ask'>, valuesPerAnswer: number): SampleQueries {
  const { ask } = queries;

  /** The last reading of each signal from `from` until before `to`. */
  const lastReadings = async (
    source: string,
    fields: readonly Field[],
    from: number,
    to: number,
  ): Promise<StoredSample[]> => {
    const answers = await ask(fields.map(({ name }) => select(lastOf(name), source, from, to)));
    const found = new Map<string, StoredSample>();
    for (const [index, field] of fields.entries()) noteLater(found, field, momentOf(answers[index]));
    return [...found.values()];
  };

  /** Those of the fields that have values in the range: a column of nothing but nulls costs as much as any. */
  const presentFields = async (source: string, fields: readonly Field[], from: number, to: number) => {
    if (fields.length === 0 || !(from < to)) return [];
    const expression = fields.map(({ name }) => lastOf(name)).join(', ');
    const [tables] = await ask([select(expression, source, from, to)]);
    const row = tables?.[0]?.values[0];
    return fields.filter((_, index) => row !== undefined && row[index + 1] !== null);
  };

  /** Most of the fields asked for are none of the machine's: one statement tells which are, and only those are asked for one by one. */
  const previousReadings = async (source: string, fields: readonly Field[], to: number): Promise<StoredSample[]> => {
    const found = new Map<string, StoredSample>();
    for (const [from, until] of [
      [to - nearMs, to],
      [never, to - nearMs],
    ] as const) {
      const open = fields.filter(({ signal }) => !found.has(signal));
      const present = await presentFields(source, open, from, until);
      for (const sample of await lastReadings(source, present, from, until)) found.set(sample.signal, sample);
    }
    return [...found.values()].sort((a, b) => a.at - b.at);
  };

  return {
    async readSamples({ source, signals, from, to, previous = false, changesOnly = false }) {
      const fields = fieldsOf(signals);
      if (fields.length === 0) return [];
      const [present, samples] = await Promise.all([
        presentFields(source, fields, from, to),
        previous ? previousReadings(source, fields, from) : Promise.resolve<StoredSample[]>([]),
      ]);
      const isNews = changesOnly ? createChanges(samples) : () => true;
      const names = present.map(({ name }) => name);
      for await (const rows of readRows(queries, { source, fields: names, from, to }, valuesPerAnswer)) {
        for (const row of rows) for (const sample of samplesOf(row, present)) if (isNews(sample)) samples.push(sample);
      }
      return samples;
    },
    async nextAt(source, signals, at) {
      const fields = fieldsOf(signals);
      for (const [from, to] of [
        [at, at + nearMs],
        [at + nearMs, always],
      ] as const) {
        const answers = await ask(fields.map(({ name }) => select(firstOf(name), source, from, to)));
        const times = answers.map((tables) => momentOf(tables)?.at).filter((time) => time !== undefined);
        if (times.length > 0) return Math.min(...times);
      }
      return null;
    },
  };
}

/** The readings of one row: of several fields of one signal the one listed first counts. */
function* samplesOf(row: readonly unknown[], fields: readonly Field[]): Generator<StoredSample> {
  let before: string | undefined;
  for (const [index, { signal, kind }] of fields.entries()) {
    if (signal === before) continue;
    const value = readingOf(kind, row[index + 1]);
    if (value === undefined) continue;
    before = signal;
    yield { signal, at: Number(row[0]), value };
  }
}
