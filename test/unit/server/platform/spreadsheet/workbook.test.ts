// What is read of a workbook: cells as they were stored, what is computed, merged or wrong, and which files are refused before they are unpacked.
import { strToU8, zipSync } from 'fflate';
import readExcelFile from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import {
  type OutCell,
  openSpreadsheet,
  type Sheet,
  writeWorkbook,
} from '../../../../../server/src/platform/spreadsheet/index.ts';
import { allSheets, type MadeWorkbook, makeWorkbook, textRow } from '../../../../harness/workbook.ts';

async function sheetsOf(content: Uint8Array): Promise<Sheet[]> {
  return allSheets(await openSpreadsheet(content));
}
async function cellsOf(rows: string, more: Partial<MadeWorkbook> = {}, after?: string) {
  const [sheet] = await sheetsOf(makeWorkbook({ sheets: { A: { rows, ...(after && { after }) } }, ...more }));
  return sheet;
}
const refused = async (content: Uint8Array) =>
  sheetsOf(content).then(
    () => 'accepted',
    (error: { code?: string }) => error.code ?? String(error),
  );

/** With a directory that says its sheets unpack to so many bytes. */
function saying(content: Uint8Array, bytes: number): Uint8Array {
  const written = Buffer.from(content);
  for (let at = 0; at < written.length - 46; at++) {
    const isEntry = written.readUInt32LE(at) === 0x02014b50;
    if (isEntry && written.toString('utf8', at + 46).startsWith('xl/worksheets/'))
      written.writeUInt32LE(bytes, at + 24);
  }
  return written;
}

describe('cells', () => {
  it('are read by their addresses, with gaps, shared texts, escapes and entities', async () => {
    const sheet = await cellsOf(
      '<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2"><v>1.5</v></c></row><row r="5"><c r="A5" t="b"><v>1</v></c><c r="B5" t="s"><v>1</v></c></row>',
      { texts: ['A &amp; B &#x4f01;', 'a_x000D_b'] },
    );
    expect(sheet?.rows.map(({ row }) => row)).toEqual([2, 5]);
    expect(sheet?.rows[0]?.cells).toEqual([undefined, 'A & B 企', undefined, 1.5]);
    expect(sheet?.rows[1]?.cells).toEqual([true, 'a\rb']);
  });

  it('are read where neither rows nor cells say where they are, and elements have a prefix', async () => {
    const sheet = await cellsOf(
      '<x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row><x:row><x:c><x:v>3</x:v></x:c></x:row>',
    );
    expect(sheet?.rows).toEqual([
      { row: 1, cells: [1, 2] },
      { row: 2, cells: [3] },
    ]);
  });

  it('are dates where their format is one, in either way of counting days', async () => {
    const rows =
      '<row r="1"><c r="A1" s="1"><v>45838</v></c><c r="B1" s="2"><v>45838</v></c><c r="C1" s="3"><v>45838.5</v></c></row>';
    const formats = ['yyyy/m/d', '[Red]#,##0.00', 'yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@'];
    expect((await cellsOf(rows, { formats }))?.rows[0]?.cells).toEqual([
      { kind: 'date', date: '2025-06-30' },
      45838,
      { kind: 'date', date: '2025-06-30' },
    ]);
    const [first] = (await cellsOf(rows, { formats, from1904: true }))?.rows[0]?.cells ?? [];
    expect(first).toEqual({ kind: 'date', date: '2029-07-01' });
  });

  it('say that they are computed, and whether anything was stored', async () => {
    const sheet = await cellsOf(
      '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1" t="e"><f>A9</f><v>#REF!</v></c><c r="D1" t="str"><f>"a"</f><v>a</v></c></row>',
    );
    expect(sheet?.rows[0]?.cells).toEqual([
      { kind: 'formula', value: 2 },
      { kind: 'formula_without_value' },
      { kind: 'error', error: '#REF!' },
      { kind: 'formula', value: 'a' },
    ]);
  });

  it('that are merged are named', async () => {
    const after = '<mergeCells count="1"><mergeCell ref="B5:C9"/></mergeCells>';
    const sheet = await cellsOf(textRow(1, 'a'), {}, after);
    expect(sheet?.merges).toEqual([{ ref: 'B5:C9', fromRow: 5, toRow: 9, fromColumn: 2, toColumn: 3 }]);
  });

  it('with more text than a cell may have keep its beginning', async () => {
    const [cell] = (await cellsOf(textRow(1, 'x'.repeat(5000))))?.rows[0]?.cells ?? [];
    expect(cell).toEqual({ kind: 'too_long', beginning: 'x'.repeat(40) });
  });
});

describe('files', () => {
  it('tell their sheets that are shown, each read by its name', async () => {
    const content = makeWorkbook({ sheets: { First: { rows: textRow(1, 'a') }, 第二: { rows: textRow(1, 'b') } } });
    const book = await openSpreadsheet(content);
    expect(book.sheetNames).toEqual(['First', '第二']);
    const [second] = await allSheets(book, '第二');
    expect(second?.rows[0]?.cells).toEqual(['b']);
  });

  it('are judged by what they are and not by their names', async () => {
    const cfb = Buffer.alloc(1024);
    cfb.write('d0cf11e0a1b11ae1', 'hex');
    expect(await refused(cfb)).toBe('old_workbook');
    cfb.write('EncryptedPackage', 600, 'utf16le');
    expect(await refused(cfb)).toBe('encrypted');
    expect(await refused(Buffer.from('89504e470d0a1a0a0000', 'hex'))).toBe('not_a_spreadsheet');
    expect(await refused(new Uint8Array())).toBe('empty_file');
    expect(await refused(zipSync({ 'word/document.xml': strToU8('<a/>') }))).toBe('not_a_spreadsheet');
    expect(await refused(zipSync({ 'xl/workbook.bin': new Uint8Array(9) }))).toBe('binary_workbook');
  });

  it('with macros are refused, under whatever name', async () => {
    const sheets = { A: { rows: textRow(1, 'a') } };
    expect(await refused(makeWorkbook({ sheets, parts: { 'xl/vbaProject.bin': new Uint8Array(9) } }))).toBe('macros');
  });

  it('that would unpack beyond the bounds are refused by their directory', async () => {
    const content = makeWorkbook({ sheets: { A: { rows: textRow(1, 'a') } } });
    expect(await refused(saying(content, 250_000_000))).toBe('unpacks_too_large');
    expect(await refused(saying(content, 50_000_000))).toBe('unpacks_too_large');
  });

  it('whose directory tells less than there is are given up where it ends', async () => {
    const content = makeWorkbook({ sheets: { A: { rows: textRow(1, 'x'.repeat(100_000)) } } });
    expect(await refused(saying(content, 50))).toBe('unpacks_too_large');
  });

  it('that are cut off, no XML, or have a document type are damaged', async () => {
    const whole = makeWorkbook({ sheets: { A: { rows: textRow(1, 'a') } } });
    expect(await refused(whole.subarray(0, whole.length / 2))).toBe('damaged');
    const doctype = { 'xl/workbook.xml': '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>' };
    expect(await refused(makeWorkbook({ sheets: {}, parts: doctype }))).toBe('damaged');
    expect(await refused(makeWorkbook({ sheets: {}, parts: { 'xl/workbook.xml': 'no xml <' } }))).toBe('damaged');
  });

  it('with more rows or columns than may be are refused', async () => {
    const rows = Array.from({ length: 50_001 }, () => '<row><c><v>1</v></c></row>').join('');
    expect(await refused(makeWorkbook({ sheets: { A: { rows } } }))).toBe('too_many_rows');
    const wide = '<row r="1"><c r="CW1"><v>1</v></c></row>';
    expect(await refused(makeWorkbook({ sheets: { A: { rows: wide } } }))).toBe('too_many_columns');
  });
});

describe('a workbook that is handed out', () => {
  it('is read by other programs as it was, whatever stands in it', async () => {
    const rows = [
      ['=1+1', 3, true],
      ['constructor', 0.1, false],
      ['_x000D_ & <a> "b"\r', -1, true],
      ['__proto__', 1e9, false],
    ];
    const content = writeWorkbook([
      { name: 'One', header: ['a', 'b', 'c'], rows: rows as OutCell[][] },
      { name: "Two: [x]/'y'", header: ['d'], rows: [] },
    ]);
    const sheets = await readExcelFile(Buffer.from(content), { trim: false });
    expect(sheets.map(({ sheet, data }) => [sheet, data.slice(1)])).toEqual([
      ['One', rows],
      ['Two   x   y ', []],
    ]);
  });

  it('is read back as it was, with text that looks like a formula as text', async () => {
    const rows = [
      ['=1+1', 3, true, null],
      ['@SUM(A1)', 0.1, false, '企业 <&> "a"'],
    ] as const;
    const content = writeWorkbook([{ name: '企业', header: ['a', 'b', 'c', 'd'], rows }]);
    const [sheet] = await sheetsOf(content);
    expect(sheet?.name).toBe('企业');
    expect(sheet?.rows.map(({ cells }) => cells)).toEqual([['a', 'b', 'c', 'd'], ['=1+1', 3, true], rows[1]]);
  });
});
