import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCsv } from '../../../../../server/src/platform/csv/index.ts';

/** A reader after RFC 4180, to compare with; strict: what it does not understand it throws at. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let rest = text;
  while (rest.length > 0) {
    const [whole, quoted, plain, end] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest) ?? [];
    if (whole === undefined) throw new Error(`not CSV: ${JSON.stringify(rest.slice(0, 40))}`);
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    rest = rest.slice(whole.length);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

const begins = [...'=+-@\t\r\n＝＋－＠'];
const cells = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .tuple(fc.constantFrom('', ' ', '\uFEFF', '\u200b', '"', "'"), fc.constantFrom(...begins), fc.string())
    .map((parts) => parts.join('')),
);

describe('CSV', () => {
  it('begins with a byte order mark and ends every line with CRLF', () => {
    expect(formatCsv(['a', '名称'], [['1', '扭力梁']])).toBe('\uFEFFa,名称\r\n1,扭力梁\r\n');
  });

  it('quotes what would be read as something else', () => {
    expect(formatCsv(['a'], [['x,y'], ['say "hi"'], ['two\r\nlines']])).toBe(
      '\uFEFFa\r\n"x,y"\r\n"say ""hi"""\r\n"two\r\nlines"\r\n',
    );
  });

  it('leaves numbers numbers, and what is not there empty', () => {
    expect(formatCsv(['n'], [[-1.5, 1e21, Number.NaN, Number.POSITIVE_INFINITY, null, undefined, true]])).toBe(
      '\uFEFFn\r\n-1.5,1e+21,,,,,true\r\n',
    );
  });

  it.each([
    "=cmd|' /C calc'!A0",
    '+1+1',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM(A1)',
    ' =1',
    '\u200b=1',
  ])('makes %j harmless', (text) => {
    expect(readCsv(formatCsv(['x'], [[text]]).slice(1))[1]).toEqual([`'${text}`]);
  });

  it('gives back every text as it was, but for the apostrophe', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cells, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), (rows) => {
        const read = readCsv(formatCsv(['h'], rows).slice(1)).slice(1);
        expect(read.map((row) => row.length)).toEqual(rows.map((row) => row.length));
        for (const [index, cell] of rows.flat().entries()) expect([cell, `'${cell}`]).toContain(read.flat()[index]);
      }),
    );
  });

  it('holds no text that a spreadsheet takes for a formula, whatever was typed', () => {
    fc.assert(
      fc.property(cells, (cell) => {
        const [, [read = ''] = []] = readCsv(formatCsv(['h'], [[cell]]).slice(1));
        expect(begins).not.toContain(read.trimStart()[0]);
        expect(begins).not.toContain(read[0]);
      }),
    );
  });
});
