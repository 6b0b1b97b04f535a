// Owns the InfluxQL over facts of several machines, and the rows that come of it.
import { type FactRow, factFields } from '@takt/model/facts';
import type { Grain } from '../../../port.ts';
import { factPlaces } from '../layout.ts';
import type { Cell, Table } from '../server/query.ts';
import { any, identifier, literal, within } from '../syntax/influxql.ts';
import { decodeName, encodeName } from '../syntax/names.ts';
import { type FactKey, voidField } from './lines.ts';

export interface FactsRange {
  grain: Grain;
  machines: readonly string[];
  from: number;
  to: number;
}

/** `expression` over the machines' rows from `from` until before `to`, `rest` included in the statement's end. */
export function selectFacts(expression: string, { grain, machines, from, to }: FactsRange, rest: string): string {
  const { policy, measurement } = factPlaces[grain];
  const chosen = any(machines.map((machine) => `"machine" = ${literal(encodeName(machine))}`));
  return `SELECT ${expression} FROM ${identifier(policy)}.${identifier(measurement)} WHERE ${chosen} AND ${within(from, to)}${rest}`;
}

export const byKey = ' GROUP BY "machine", "product"';

const fieldList = factFields.map(identifier).join(', ');
const sumList = factFields.map((field) => `sum(${identifier(field)})`).join(', ');
const voids = identifier(voidField);

export function selectKeys(range: FactsRange): string {
  return selectFacts(voids, range, byKey);
}

export function selectRows(range: FactsRange): string {
  return selectFacts(`${voids}, ${fieldList}`, range, byKey);
}

/** Column 1 and 2: how many rows there are, and how many of them are void. */
export function selectSums(range: FactsRange): string {
  return selectFacts(`count(${voids}), sum(${voids}), ${sumList}`, range, byKey);
}

export function namesOf({ tags }: Table): Pick<FactKey, 'machine' | 'product'> {
  return { machine: decodeName(tags.machine ?? ''), product: decodeName(tags.product ?? '') };
}

/** Adds the measures of a row, which stand from `first` on in the order of {@link factFields}. */
export function addMeasures(into: FactRow, row: readonly Cell[], first: number): void {
  for (let index = 0; index < factFields.length; index++) {
    const cell = row[first + index];
    if (typeof cell === 'number') into[factFields[index] as (typeof factFields)[number]] += cell;
  }
}

export function inOrder(rows: FactRow[]): FactRow[] {
  return rows.sort((a, b) => a.start - b.start || compare(a.machine, b.machine) || compare(a.product, b.product));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
