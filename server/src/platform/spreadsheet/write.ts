// Owns workbooks that are handed out (ECMA-376 Part 1 §18): what anybody typed is written as text in its cell, which no program takes for a formula.
import { strToU8, zipSync } from 'fflate';
import { columnLetters } from './table.ts';

export type OutCell = string | number | boolean | null;

export interface OutSheet {
  name: string;
  header: readonly string[];
  rows: readonly (readonly OutCell[])[];
  /** Of the columns, in characters; absent: 16 each. */
  widths?: readonly number[];
}

export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Characters a cell holds, and a sheet's name (Excel's limits). */
const mostCharacters = 32_767;
const mostInName = 31;
const usualWidth = 16;

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Styles 0 plain, 1 bold: the header. */
const styles = `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>`;

/** With the first row of every sheet as its header, which stays in sight. */
export function writeWorkbook(sheets: readonly OutSheet[]): Uint8Array {
  const parts: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${contentType}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${contentType}.styles+xml"/>${each(sheets, (_, n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${contentType}.worksheet+xml"/>`)}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets>${each(sheets, ({ name }, n) => `<sheet name="${sheetName(name)}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships">${each(sheets, (_, n) => `<Relationship Id="rId${n}" Type="${relationships}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}<Relationship Id="styles" Type="${relationships}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': styles,
  };
  for (const [index, sheet] of sheets.entries()) parts[`xl/worksheets/sheet${index + 1}.xml`] = sheetPart(sheet);
  return zipSync(Object.fromEntries(Object.entries(parts).map(([path, text]) => [path, strToU8(declaration + text)])));
}

/** Numbered from 1. */
function each<T>(all: readonly T[], write: (one: T, number: number) => string): string {
  return all.map((one, index) => write(one, index + 1)).join('');
}

function sheetPart({ header, rows, widths }: OutSheet): string {
  const columns = each(
    header,
    (_, n) => `<col min="${n}" max="${n}" width="${widths?.[n - 1] ?? usualWidth}" customWidth="1"/>`,
  );
  const frozen =
    '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>';
  const data = rowPart(header, 1, 1) + each(rows, (cells, n) => rowPart(cells, n + 1, 0));
  return `<worksheet xmlns="${main}"><sheetViews>${frozen}</sheetViews><cols>${columns}</cols><sheetData>${data}</sheetData></worksheet>`;
}

function rowPart(cells: readonly OutCell[], row: number, style: 0 | 1): string {
  return `<row r="${row}">${each(cells, (cell, n) => cellPart(cell, `r="${columnLetters(n)}${row}" s="${style}"`))}</row>`;
}

function cellPart(cell: OutCell, at: string): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? `<c ${at}><v>${cell}</v></c>` : '';
  if (typeof cell === 'boolean') return `<c ${at} t="b"><v>${cell ? 1 : 0}</v></c>`;
  return `<c ${at} t="inlineStr"><is><t xml:space="preserve">${escaped(cell.slice(0, mostCharacters))}</t></is></c>`;
}

/** Without what a name may not have. */
function sheetName(name: string): string {
  return escaped(name.replace(/[[\]:*?/\\']/g, ' ').slice(0, mostInName));
}

/** What XML 1.0 cannot hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are meant
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '_x000D_',
};

/** Text that looks like the way a workbook writes characters (§22.9.2.19) is kept from being read as one. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(unwritable, '')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[&<>"\r]/g, (one) => entities[one] ?? one);
}
