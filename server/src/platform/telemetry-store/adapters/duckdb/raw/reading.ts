// Owns one reading as it comes out of the store, and which of two readings of the same key counts.
import type { StoredSample } from '../../../port.ts';
import type { Column } from '../engine/rows.ts';

export interface Reading {
  series: number;
  at: number;
  number: number | null;
  text: string | null;
}

/** The reading of a row of the columns series, time, number, text. */
export function toReading([series, at, number, text]: readonly Column[], row: number): Reading {
  const value = number?.number(row) ?? Number.NaN;
  return {
    series: series?.number(row) ?? 0,
    at: at?.number(row) ?? 0,
    number: Number.isNaN(value) ? null : value,
    text: text?.text(row) ?? null,
  };
}

/**
 * Takes a second reading of the same key into the first. A value beats none, a text beats a number, of two texts the one later in
 * code point order counts, of two numbers the greater: the same whatever came first, and what `max` does in SQL.
 */
export function collapse(into: Reading, other: Reading): void {
  if (other.number !== null && (into.number === null || other.number > into.number)) into.number = other.number;
  if (
    other.text !== null &&
    (into.text === null || Buffer.compare(Buffer.from(other.text), Buffer.from(into.text)) > 0)
  ) {
    into.text = other.text;
  }
}

export function toSample(reading: Reading, signal: string): StoredSample {
  return { signal, at: reading.at, value: reading.text ?? reading.number };
}
