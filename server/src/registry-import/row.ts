// Owns what one row of a file says: its cells read one by one, with every problem named by its cell.
import type { CellReject } from '@takt/model/imports';
import type { Merge, SheetRow } from '../platform/spreadsheet/index.ts';
import { type CellContext, plainOf, readCell, type Value } from './cell.ts';
import type { Layout } from './layout.ts';

/** By the key of the column. What is empty is not there. */
export type Values = Readonly<Record<string, Value>>;

export interface RowProblem extends CellReject {
  /** Of the column in the file; null: it has none, or the row as a whole. */
  letters: string | null;
  value: string;
}

export interface ReadRow {
  row: number;
  /** As they stand in the file, by the key of the column. */
  cells: Readonly<Record<string, string>>;
  values: Values;
  problems: RowProblem[];
  notes: { column: string; code: 'formula' }[];
}

/** `merges`: those that touch it. */
export function readRow(
  layout: Layout,
  { row, cells: raw }: SheetRow,
  merges: readonly Merge[],
  context: CellContext,
): ReadRow {
  const cells: Record<string, string> = {};
  const values: Record<string, Value> = {};
  const problems: RowProblem[] = [];
  const notes: ReadRow['notes'] = [];
  for (const { index, letters, column, yuan } of layout.columns) {
    const { key, meaning, required } = column;
    const merge = merges.find((one) => one.fromColumn <= index + 1 && index + 1 <= one.toColumn);
    const plain = plainOf(raw[index]);
    if (plain) cells[key] = plain.text;
    const at = { column: key, letters, value: plain?.text ?? '' };
    if (merge) problems.push({ ...at, code: 'merged', about: { ref: merge.ref } });
    else if (plain) {
      const read = readCell(plain, meaning, context, yuan);
      if (read.ok) values[key] = read.value;
      else problems.push({ ...at, ...read.why });
      if (plain.formula) notes.push({ column: key, code: 'formula' });
    } else if (required) problems.push({ ...at, code: 'required' });
  }
  return { row, cells, values, problems, notes };
}

/** With the column of the file beside what was found to be wrong with a record. */
export function atCells(
  layout: Layout,
  { cells }: Pick<ReadRow, 'cells'>,
  rejects: readonly CellReject[],
): RowProblem[] {
  return rejects.map((reject) => ({
    ...reject,
    letters: layout.columns.find(({ column }) => column.key === reject.column)?.letters ?? null,
    value: reject.column === null ? '' : (cells[reject.column] ?? ''),
  }));
}
