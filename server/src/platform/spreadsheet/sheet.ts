// Owns reading one sheet of a workbook (ECMA-376 Part 1 §18.3): its cells as they were stored, which are computed, and which are merged.
import { dateOfSerial } from '@takt/model/imports';
import { bounds } from './bounds.ts';
import { type Cell, columnNumber, FileProblem, type Merge, type Sheet, type SheetRow } from './table.ts';
import { isTrue, unescapeText } from './workbook.ts';
import { readXml } from './xml.ts';

interface Shared {
  texts: readonly string[];
  dateStyles: readonly boolean[];
  from1904: boolean;
}

interface RawCell {
  column: number;
  type: string;
  style: number;
  formula: boolean;
  stored: string | undefined;
}

/** @throws {FileProblem} where there is more than the bounds allow. */
export async function readCells(name: string, pieces: AsyncIterable<string>, shared: Shared): Promise<Sheet> {
  const rows: SheetRow[] = [];
  const merges: Merge[] = [];
  let row = 0;
  let cells: (Cell | undefined)[] = [];
  let cell: RawCell | undefined;
  let into: 'stored' | undefined;

  function openCell(attribute: (name: string) => string | undefined): void {
    const letters = /^[A-Z]+/.exec(attribute('r') ?? '')?.[0];
    const column = letters === undefined ? (cell?.column ?? 0) + 1 : columnNumber(letters);
    cell = {
      column,
      type: attribute('t') ?? 'n',
      style: Number(attribute('s') ?? -1),
      formula: false,
      stored: undefined,
    };
  }
  function closeCell({ column, ...raw }: RawCell): void {
    const value = storedCell(raw, shared);
    if (value === null) return;
    if (column > bounds.columns) throw new FileProblem('too_many_columns');
    cells[column - 1] = value;
  }
  function closeRow(): void {
    if (cells.length > 0) rows.push({ row, cells });
    if (rows.length > bounds.rows) throw new FileProblem('too_many_rows');
  }
  await readXml(pieces, {
    open(tag, attribute) {
      if (tag === 'row') {
        row = Number(attribute('r') ?? row + 1);
        cells = [];
        cell = undefined;
      } else if (tag === 'c') openCell(attribute);
      else if (tag === 'f' && cell) cell.formula = true;
      else if ((tag === 'v' || tag === 't') && cell) {
        cell.stored ??= '';
        into = 'stored';
      } else if (tag === 'mergeCell') addMerge(merges, attribute('ref') ?? '');
    },
    text(text) {
      if (into && cell && (cell.stored?.length ?? 0) <= bounds.cellCharacters) cell.stored += text;
    },
    close(tag) {
      if (tag === 'v' || tag === 't') into = undefined;
      else if (tag === 'c' && cell) closeCell(cell);
      else if (tag === 'row') closeRow();
    },
  });
  return { name, rows, merges };
}

function storedCell({ type, style, formula, stored }: Omit<RawCell, 'column'>, shared: Shared): Cell {
  if (stored === undefined || (stored === '' && type === 'n'))
    return formula ? { kind: 'formula_without_value' } : null;
  if (type === 'e') return { kind: 'error', error: stored };
  const value = plainValue(type, stored, shared);
  if (typeof value === 'string' && value.length > bounds.cellCharacters)
    return { kind: 'too_long', beginning: value.slice(0, 40) };
  const date =
    type === 'd'
      ? stored.slice(0, 10)
      : typeof value === 'number' && shared.dateStyles[style]
        ? dateOfSerial(value, shared.from1904)
        : undefined;
  if (date !== undefined) return { kind: 'date', date, ...(formula && { formula: true as const }) };
  if (value === '') return formula ? { kind: 'formula', value } : null;
  return formula ? { kind: 'formula', value } : value;
}

function plainValue(type: string, stored: string, { texts }: Shared): string | number | boolean {
  if (type === 's') return texts[Number(stored)] ?? '';
  if (type === 'b') return isTrue(stored);
  if (type === 'n') {
    const number = Number(stored);
    return Number.isFinite(number) ? number : stored;
  }
  return unescapeText(stored);
}

function addMerge(merges: Merge[], ref: string): void {
  const match = /^([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?$/.exec(ref);
  if (!match) return;
  if (merges.length === bounds.merges) throw new FileProblem('too_many_merges');
  const [, column = '', row = '', toColumn = column, toRow = row] = match;
  merges.push({
    ref,
    fromRow: Number(row),
    toRow: Number(toRow),
    fromColumn: columnNumber(column),
    toColumn: columnNumber(toColumn),
  });
}
