// Owns the form in which a sheet is read, whatever file it was in, and what can be wrong with a file as a whole.

/** Text, number or yes/no as it stands in the cell; null: nothing. What is more than that is a {@link MarkedCell}. */
export type Cell = string | number | boolean | null | MarkedCell;

export type MarkedCell =
  /** ISO date: a number that is shown as a date. */
  | { kind: 'date'; date: string; formula?: true }
  /** Computed: what was stored when the file was saved. */
  | { kind: 'formula'; value: string | number | boolean }
  /** Computed, but nothing was stored. */
  | { kind: 'formula_without_value' }
  /** Such as `#REF!`. */
  | { kind: 'error'; error: string }
  | { kind: 'too_long'; beginning: string };

export interface SheetRow {
  /** As counted in the file, from 1. */
  row: number;
  /** By column from 0; empty ones at the end are left out, holes are undefined. */
  cells: readonly (Cell | undefined)[];
}

/** Cells merged to one, rows and columns from 1, both ends included. */
export interface Merge {
  /** Such as `B5:B9`. */
  ref: string;
  fromRow: number;
  toRow: number;
  fromColumn: number;
  toColumn: number;
}

export interface Sheet {
  name: string;
  /** Those with anything in them, in order. */
  rows: readonly SheetRow[];
  merges: readonly Merge[];
}

/** What is wrong with a file as a whole. */
export type FileProblemCode =
  | 'empty_file'
  | 'not_a_spreadsheet'
  | 'old_workbook'
  | 'binary_workbook'
  | 'open_document'
  | 'encrypted'
  | 'macros'
  | 'damaged'
  | 'unpacks_too_large'
  | 'too_many_rows'
  | 'too_many_columns'
  | 'too_many_merges'
  | 'unknown_encoding'
  | 'unclosed_quote';

/** Thrown within this module, and caught at its surface. */
export class FileProblem extends Error {
  readonly code: FileProblemCode;
  readonly detail: string | undefined;

  constructor(code: FileProblemCode, detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? code : `${code}: ${detail}`, options);
    this.code = code;
    this.detail = detail;
  }
}

/** `A` is 1. */
export function columnNumber(letters: string): number {
  let number = 0;
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64;
  return number;
}

/** 1 is `A`. */
export function columnLetters(number: number): string {
  let letters = '';
  for (let rest = number; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}
