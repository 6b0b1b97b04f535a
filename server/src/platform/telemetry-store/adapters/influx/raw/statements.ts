// Owns the InfluxQL over raw telemetry of one source, and what one answer says about one field.
import type { StoredSample } from '../../../port.ts';
import { type Policy, samplesMeasurement } from '../layout.ts';
import type { Table } from '../server/query.ts';
import { identifier, literal, within } from '../syntax/influxql.ts';
import { type FieldKind, fieldOf, tagsOf } from '../syntax/names.ts';

const policy: Policy = 'raw';
const from = `FROM ${identifier(policy)}.${identifier(samplesMeasurement)}`;

/** In the order in which they count. */
export const kinds = ['text', 'number', 'none'] as const satisfies readonly FieldKind[];

/** What lies near is found without touching the files of years. */
export const nearMs = 86_400_000;

/** A field of one of the signals asked for. A signal's fields are listed so that the first one with a value counts. */
export interface Field {
  name: string;
  signal: string;
  kind: FieldKind;
}

export function fieldsOf(signals: readonly string[]): Field[] {
  return [...new Set(signals)].flatMap((signal) =>
    kinds.map((kind) => ({ name: fieldOf(signal, kind), signal, kind })),
  );
}

/** `expression` over the source's readings from `first` until before `end`. */
export function select(expression: string, source: string, first: number, end: number, rest = ''): string {
  return selectWhere(expression, `${ofSource(source)} AND ${within(first, end)}${rest}`);
}

export function selectWhere(expression: string, where: string): string {
  return `SELECT ${expression} ${from} WHERE ${where}`;
}

export function ofSource(source: string): string {
  const { site, machine } = tagsOf(source);
  return `"machine" = ${literal(machine)} AND "site" = ${literal(site ?? '')}`;
}

export function lastOf(field: string): string {
  return `last(${identifier(field)})`;
}

export function firstOf(field: string): string {
  return `first(${identifier(field)})`;
}

export interface Moment {
  at: number;
  value: unknown;
}

/** The one row of an answer to `first` or `last`; undefined where there was nothing. */
export function momentOf(tables: readonly Table[] | undefined): Moment | undefined {
  return momentIn(tables?.[0]?.values[0]);
}

export function momentIn(row: readonly unknown[] | undefined): Moment | undefined {
  return row && typeof row[0] === 'number' ? { at: row[0], value: row[1] } : undefined;
}

/** Keeps the later one of what is known of a signal and what one of its fields says. At one moment the kind noted first counts. */
export function noteLater(known: Map<string, StoredSample>, { signal, kind }: Field, moment: Moment | undefined): void {
  const value = readingOf(kind, moment?.value);
  if (moment === undefined || value === undefined) return;
  if (moment.at > (known.get(signal)?.at ?? Number.NEGATIVE_INFINITY))
    known.set(signal, { signal, at: moment.at, value });
}

/**
 * What a field of a kind says; undefined where it says nothing. Someone else may have written another type under the name of ours
 * in another stretch of time.
 */
export function readingOf(kind: FieldKind, cell: unknown): number | string | null | undefined {
  if (cell === null || cell === undefined) return undefined;
  switch (kind) {
    case 'number':
      return typeof cell === 'number' ? cell : undefined;
    case 'text':
      return typeof cell === 'string' ? cell : undefined;
    case 'none':
      return null;
  }
}
