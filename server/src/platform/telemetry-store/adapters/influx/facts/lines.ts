// Owns how a fact row is spelt as a point: every field is written every time, so that a row replaces what stood at its key.
import { type FactRow, factFields } from '@takt/model/facts';
import type { Grain } from '../../../port.ts';
import { factPlaces } from '../layout.ts';
import { escapeKey } from '../syntax/line.ts';
import { encodeName } from '../syntax/names.ts';

export type FactKey = Pick<FactRow, 'machine' | 'start' | 'product'>;

/** 1: nothing is there any more; such a row is all zeros, and readers pass over it. */
export const voidField = 'void';

const nothing = factFields.map((field) => `${field}=0`).join(',');

export function factLine(grain: Grain, row: FactRow): string {
  let line = `${keyOf(grain, row)} ${voidField}=0i`;
  for (const field of factFields) line += `,${field}=${row[field]}`;
  return `${line} ${row.start}`;
}

export function voidLine(grain: Grain, key: FactKey): string {
  return `${keyOf(grain, key)} ${voidField}=1i,${nothing} ${key.start}`;
}

function keyOf(grain: Grain, { machine, product }: FactKey): string {
  const key = `${factPlaces[grain].measurement},machine=${escapeKey(encodeName(machine))}`;
  return product === '' ? key : `${key},product=${escapeKey(encodeName(product))}`;
}
