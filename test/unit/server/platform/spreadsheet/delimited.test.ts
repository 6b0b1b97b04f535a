// What is read of text: encodings and separators offices use, and what they break.
import { describe, expect, it } from 'vitest';
import { formatCsv } from '../../../../../server/src/platform/csv/index.ts';
import { openSpreadsheet } from '../../../../../server/src/platform/spreadsheet/index.ts';
import { allSheets } from '../../../../harness/workbook.ts';

async function rowsOf(content: Uint8Array) {
  const [sheet] = await allSheets(await openSpreadsheet(content));
  return sheet?.rows ?? [];
}
const cells = async (content: Uint8Array) => (await rowsOf(content)).map((row) => row.cells);
/** 企业,区县 CRLF 甲,綦江区 in GB 18030. */
const gb18030 = Buffer.from('c6f3d2b52cc7f8cfd80d0abcd72cf4ebbdadc7f80d0a', 'hex');
const expected = [
  ['企业', '区县'],
  ['甲', '綦江区'],
];

describe('text as a sheet', () => {
  it('is UTF-8 with or without its mark, GB 18030, or UTF-16 with its mark', async () => {
    const text = '企业,区县\r\n甲,綦江区\r\n';
    expect(await cells(Buffer.from(text))).toEqual(expected);
    expect(await cells(Buffer.from(`\uFEFF${text}`))).toEqual(expected);
    expect(await cells(gb18030)).toEqual(expected);
    expect(await cells(Buffer.from(`\uFEFF${text.replaceAll(',', '\t')}`, 'utf16le'))).toEqual(expected);
  });

  it('is separated by commas, semicolons or tabs', async () => {
    for (const delimiter of [',', ';', '\t'])
      expect(await cells(Buffer.from(`a${delimiter}b\n1${delimiter}"x,;\t2"\n`))).toEqual([
        ['a', 'b'],
        ['1', 'x,;\t2'],
      ]);
  });

  it('keeps the numbers of its rows where some are empty', async () => {
    const rows = await rowsOf(Buffer.from('a,b\n\n,,\n1,2\n'));
    expect(rows.map(({ row }) => row)).toEqual([1, 4]);
  });

  it('gives back what was written so that it is no formula', async () => {
    const written = formatCsv(['a'], [['=1+1'], ["'quoted"], ['-5']]);
    expect(await cells(Buffer.from(written))).toEqual([['a'], ['=1+1'], ["'quoted"], ['-5']]);
  });

  it('is refused where a quotation mark is not closed, or it is no text', async () => {
    await expect(cells(Buffer.from('a,b\n"1,2\n'))).rejects.toMatchObject({ code: 'unclosed_quote' });
    await expect(cells(Buffer.from([0x61, 0, 0x62]))).rejects.toMatchObject({ code: 'not_a_spreadsheet' });
    await expect(cells(Buffer.from([0x61, 0xff, 0xff, 0x0a]))).rejects.toMatchObject({ code: 'unknown_encoding' });
  });
});
