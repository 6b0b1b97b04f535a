// Owns workbooks of tests, made by hand so that they hold what no program of ours writes.
import { strToU8, type Zippable, zipSync } from 'fflate';
import type { Sheet, Spreadsheet } from '../../server/src/platform/spreadsheet/index.ts';

export interface MadeWorkbook {
  /** By name: what stands in `<sheetData>`, and what follows it. */
  sheets: Readonly<Record<string, { rows: string; after?: string }>>;
  /** Shared texts. */
  texts?: readonly string[];
  /** Number formats of the styles 1, 2 …; 0 has none. */
  formats?: readonly string[];
  from1904?: boolean;
  /** Further parts, by path. */
  parts?: Readonly<Record<string, string | Uint8Array>>;
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export function makeWorkbook({ sheets, texts = [], formats = [], from1904, parts = {} }: MadeWorkbook): Uint8Array {
  const names = Object.keys(sheets);
  const files: Record<string, string | Uint8Array> = {
    'xl/workbook.xml': `${xml}<workbook ${main} xmlns:r="${office}"><workbookPr${from1904 ? ' date1904="1"' : ''}/><sheets>${names
      .map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${xml}<Relationships>${names
      .map((_, index) => `<Relationship Id="rId${index + 1}" Target="worksheets/sheet${index + 1}.xml"/>`)
      .join('')}</Relationships>`,
    'xl/sharedStrings.xml': `${xml}<sst ${main}>${texts.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
    'xl/styles.xml': `${xml}<styleSheet ${main}><numFmts>${formats
      .map((format, index) => `<numFmt numFmtId="${200 + index}" formatCode="${format}"/>`)
      .join('')}</numFmts><cellXfs><xf numFmtId="0"/>${formats
      .map((_, index) => `<xf numFmtId="${200 + index}"/>`)
      .join('')}</cellXfs></styleSheet>`,
    ...Object.fromEntries(
      Object.values(sheets).map(({ rows, after = '' }, index) => [
        `xl/worksheets/sheet${index + 1}.xml`,
        `${xml}<worksheet ${main}><sheetData>${rows}</sheetData>${after}</worksheet>`,
      ]),
    ),
    ...parts,
  };
  const zippable: Zippable = {};
  for (const [path, content] of Object.entries(files))
    zippable[path] = typeof content === 'string' ? strToU8(content) : content;
  return zipSync(zippable);
}

/** A row of texts that stand in their cells. */
export function textRow(row: number, ...texts: readonly string[]): string {
  const cell = (text: string, column: number) =>
    `<c r="${String.fromCharCode(65 + column)}${row}" t="inlineStr"><is><t>${text}</t></is></c>`;
  return `<row r="${row}">${texts.map(cell).join('')}</row>`;
}

export async function allSheets(book: Spreadsheet, only?: string): Promise<Sheet[]> {
  const sheets: Sheet[] = [];
  for await (const sheet of book.sheets(only)) sheets.push(sheet);
  return sheets;
}
