// Owns workbooks that are handed out: what anybody typed is written as text, which no program takes for a formula.
import writeXlsxFile, { type SheetData } from 'write-excel-file/node';

export type OutCell = string | number | boolean | null;

export interface OutSheet {
  name: string;
  header: readonly string[];
  rows: readonly (readonly OutCell[])[];
  /** Of the columns, in characters; absent: 16 each. */
  widths?: readonly number[];
}

export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Characters a cell holds (Excel's limit). */
const mostCharacters = 32_767;
/** What XML 1.0 cannot hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are meant
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

export async function writeWorkbook(sheets: readonly OutSheet[]): Promise<Uint8Array> {
  return writeXlsxFile(
    sheets.map(({ name, header, rows, widths }) => ({
      sheet: name,
      stickyRowsCount: 1,
      columns: header.map((_, index) => ({ width: widths?.[index] ?? 16 })),
      data: [
        header.map((text) => ({ value: written(text), type: String, fontWeight: 'bold' as const })),
        ...rows.map((cells) => cells.map(cellOf)),
      ] satisfies SheetData,
    })),
  ).toBuffer();
}

function cellOf(cell: OutCell) {
  if (typeof cell === 'number') return Number.isFinite(cell) ? { value: cell, type: Number } : null;
  if (typeof cell === 'boolean') return { value: cell, type: Boolean };
  return cell === null || cell === '' ? null : { value: written(cell), type: String };
}

function written(text: string): string {
  return text.slice(0, mostCharacters).toWellFormed().replaceAll(unwritable, '');
}
