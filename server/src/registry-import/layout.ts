// Owns finding the header of a sheet and what its columns are; what is wrong with them is wrong with the whole file.
import {
  columnOfHeader,
  type FileReject,
  type ImportColumn,
  type ImportKind,
  importColumns,
  yuanOfHeader,
} from '@takt/model/imports';
import { type Cell, columnLetters, type Sheet } from '../platform/spreadsheet/index.ts';

export interface LaidColumn {
  /** From 0. */
  index: number;
  letters: string;
  header: string;
  column: ImportColumn;
  /** Of one in this column, where it is an amount. */
  yuan: number;
}

export interface Layout {
  sheet: string;
  /** Row of the header. */
  header: number;
  columns: readonly LaidColumn[];
  unknown: readonly { letters: string; header: string }[];
}

export type Laid = { ok: true; layout: Layout } | { ok: false; reject: FileReject };

/** A header is looked for in these rows. */
const headerWithin = 10;
/** So many known columns make a header; a title may have the word of one. */
const leastColumns = 2;

export function layOut(kind: ImportKind, sheet: Sheet): Laid {
  const candidates = sheet.rows
    .filter(({ row }) => row <= headerWithin)
    .map(({ row, cells }) => ({ row, ...readHeader(kind, cells) }))
    .toSorted((a, b) => b.columns.length - a.columns.length);
  const [best] = candidates;
  if (!best || best.columns.length < leastColumns) return reject('no_header');
  const { row, columns, unknown } = best;
  const merged = sheet.merges.filter(({ fromRow, toRow }) => fromRow <= row && row <= toRow);
  if (merged.length > 0)
    return reject(
      'merged_header',
      merged.map(({ ref }) => ref),
    );
  const repeated = columns.filter(({ column }, index) => columns.findIndex((one) => one.column === column) < index);
  if (repeated.length > 0)
    return reject(
      'repeated_columns',
      repeated.map(({ header, letters }) => `${header} (${letters})`),
    );
  const missing = importColumns[kind].filter((one) => one.required && !columns.some(({ column }) => column === one));
  if (missing.length > 0)
    return reject(
      'missing_columns',
      missing.map(({ header }) => `${header['zh-CN']} (${header.en})`),
    );
  return { ok: true, layout: { sheet: sheet.name, header: row, columns, unknown } };
}

function reject(code: FileReject['code'], detail: readonly string[] = []): Laid {
  return { ok: false, reject: { code, detail: detail.length === 0 ? null : detail.slice(0, 20).join(', ') } };
}

function readHeader(kind: ImportKind, cells: readonly (Cell | undefined)[]): Pick<Layout, 'columns' | 'unknown'> {
  const columns: LaidColumn[] = [];
  const unknown: { letters: string; header: string }[] = [];
  for (const [index, cell] of cells.entries()) {
    if (typeof cell !== 'string' || cell.trim() === '') continue;
    const header = cell.replace(/\s+/g, ' ').trim().slice(0, 100);
    const letters = columnLetters(index + 1);
    const column = columnOfHeader(kind, header);
    if (column) columns.push({ index, letters, header, column, yuan: yuanOfHeader(header) });
    else unknown.push({ letters, header });
  }
  return { columns, unknown };
}
