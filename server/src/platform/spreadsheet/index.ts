// Public surface of spreadsheets: workbooks and CSV that come from outside, read within bounds; workbooks that are handed out.
import { readDelimited } from './delimited.ts';
import { readCells } from './sheet.ts';
import { FileProblem, type Sheet } from './table.ts';
import { readDateStyles, readSharedTexts, readWorkbook, type Workbook } from './workbook.ts';
import { type Archive, openArchive } from './zip.ts';

export { bounds } from './bounds.ts';
export {
  type Cell,
  columnLetters,
  FileProblem,
  type Merge,
  type Sheet,
  type SheetRow,
} from './table.ts';
export { type OutCell, type OutSheet, workbookType, writeWorkbook } from './write.ts';

export interface Spreadsheet {
  /** Names of its sheets; of text there is one without a name. */
  sheetNames: readonly string[];
  /** Sheets one after another, each read when it is asked for. @throws {FileProblem} */
  sheets(only?: string): AsyncGenerator<Sheet>;
}

/**
 * Judges a file by what it is and not by its name, and reads no more of it than it takes to know its sheets. Macros are never run:
 * a workbook that has them is refused all the same, so that none is handed on by us.
 * @throws {FileProblem} saying what it is instead of a spreadsheet, or which bound it is beyond.
 */
export async function openSpreadsheet(content: Uint8Array): Promise<Spreadsheet> {
  if (content.length === 0) throw new FileProblem('empty_file');
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (startsWith(bytes, 'd0cf11e0a1b11ae1')) throw compound(bytes);
  if (!startsWith(bytes, '504b')) return delimited(bytes);
  const archive = openArchive(bytes);
  refuseOthers(archive);
  return workbookSheets(archive, await readWorkbook(archive));
}

function startsWith(bytes: Buffer, hex: string): boolean {
  return bytes.subarray(0, hex.length / 2).toString('hex') === hex;
}

/** A compound file ([MS-CFB]) is a workbook of before 2007, or one that is encrypted. */
function compound(bytes: Buffer): FileProblem {
  return new FileProblem(bytes.includes(Buffer.from('EncryptedPackage', 'utf16le')) ? 'encrypted' : 'old_workbook');
}

const otherFiles = ['89504e47', 'ffd8ff', '47494638', '25504446', '52617221', '377abcaf', '1f8b', '7b5c727466'];

function delimited(bytes: Buffer): Spreadsheet {
  if (otherFiles.some((hex) => startsWith(bytes, hex))) throw new FileProblem('not_a_spreadsheet');
  return {
    sheetNames: [''],
    async *sheets() {
      yield await readDelimited(bytes);
    },
  };
}

function refuseOthers(archive: Archive): void {
  if (archive.names.some((name) => /vbaProject\.bin$|^xl\/macrosheets\//i.test(name))) throw new FileProblem('macros');
  if (archive.has('xl/workbook.bin')) throw new FileProblem('binary_workbook');
  if (archive.has('content.xml') && archive.has('mimetype')) throw new FileProblem('open_document');
  if (!archive.has('xl/workbook.xml')) throw new FileProblem('not_a_spreadsheet');
}

function workbookSheets(archive: Archive, { sheets, from1904 }: Workbook): Spreadsheet {
  return {
    sheetNames: sheets.map(({ name }) => name),
    async *sheets(only) {
      const shared = { texts: await readSharedTexts(archive), dateStyles: await readDateStyles(archive), from1904 };
      for (const { name, path } of sheets)
        if (only === undefined || only === name) yield await readCells(name, archive.text(path), shared);
    },
  };
}
