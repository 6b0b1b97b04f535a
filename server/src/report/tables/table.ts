// Owns the form of a table of a report: one for the page and the workbook, numbers as numbers.

/** Of numbers, how many digits after the point are shown on a page at most. `mark`: short and alike, such as a date or a rank. */
export type ColumnKind = 'text' | 'mark' | 'count' | 'decimal' | 'effect';

export interface ReportColumn {
  title: string;
  /** Part of the width, against the others. */
  share: number;
  kind: ColumnKind;
}

export type ReportCell = string | number | null;

export interface ReportTable {
  title: string;
  columns: readonly ReportColumn[];
  rows: readonly (readonly ReportCell[])[];
}

export const text = (title: string, share: number): ReportColumn => ({ title, share, kind: 'text' });
export const mark = (title: string, share: number): ReportColumn => ({ title, share, kind: 'mark' });
export const count = (title: string, share = 1): ReportColumn => ({ title, share, kind: 'count' });
export const decimal = (title: string, share = 1): ReportColumn => ({ title, share, kind: 'decimal' });
export const effect = (title: string, share = 1): ReportColumn => ({ title, share, kind: 'effect' });

const digits = { text: 4, mark: 0, count: 0, decimal: 1, effect: 2 } as const;

/** As it is read on a page. */
export function cellText(cell: ReportCell, kind: ColumnKind, language: string): string {
  if (cell === null) return '–';
  if (typeof cell === 'string') return cell;
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits[kind] }).format(cell).replace('-', '\u2212');
}

/** As a number is kept in a workbook: without the noise of binary fractions. */
export function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
