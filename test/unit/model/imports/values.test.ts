// What cells say: numbers, amounts, days and words in the forms offices write them, and what is none of them.
import {
  codeOfWord,
  columnOfHeader,
  dateOfSerial,
  dateOfText,
  importColumns,
  importKinds,
  numberOfText,
  sayCellReject,
  sizeClassWords,
  yesNoWords,
  yuanOfHeader,
  yuanOfText,
} from '@takt/model/imports';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('numbers', () => {
  it.each([
    ['1,200,000', 1_200_000],
    ['１２３．５', 123.5],
    ['-0.5', -0.5],
    ['1e3', 1000],
    ['1,20', undefined],
    ['12个', undefined],
    ['', undefined],
    ['0x10', undefined],
  ])('%s', (text, number) => expect(numberOfText(text)).toBe(number));
});

describe('amounts', () => {
  it.each([
    ['120万', 1_200_000],
    ['1.2亿元', 120_000_000],
    ['¥1,200.50', 1200.5],
    ['3000', 3000],
    ['3千万', 30_000_000],
    ['12 元', 12],
    ['CNY 12', 12],
    ['12美元', undefined],
    ['万', undefined],
  ])('%s', (text, yuan) => expect(yuanOfText(text)).toBe(yuan));

  it('are in the unit of the header where they have none', () => {
    const yuan = yuanOfHeader('总投资（万元）');
    expect([
      yuanOfText('1200', yuan),
      yuanOfText('1200元', yuan),
      yuanOfHeader('总投资（元）'),
      yuanOfHeader('总投资'),
    ]).toEqual([12_000_000, 1200, 1, 1]);
  });
});

describe('days', () => {
  it.each([
    ['2025-6-30', '2025-06-30'],
    ['2025/06/30 08:00', '2025-06-30'],
    ['2025年6月30日', '2025-06-30'],
    ['2025.6', '2025-06-01'],
    ['20250630', '2025-06-30'],
    ['2025-02-30', undefined],
    ['30/06/2025', undefined],
    ['6-30', undefined],
    ['1825-06-30', undefined],
  ])('%s', (text, date) => expect(dateOfText(text)).toBe(date));

  it('are counted as workbooks do, past the leap day that never was', () => {
    expect([1, 59, 61, 45_838].map((serial) => dateOfSerial(serial))).toEqual([
      '1900-01-01',
      '1900-02-28',
      '1900-03-01',
      '2025-06-30',
    ]);
    expect(dateOfSerial(44_376, true)).toBe('2025-06-30');
    expect([0, -1, Number.NaN, 1e9].map((serial) => dateOfSerial(serial))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are read back whichever is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 33_000, max: 73_000 }), (serial) => {
        const date = dateOfSerial(serial) ?? '';
        expect(dateOfText(date)).toBe(date);
      }),
    );
  });
});

describe('words', () => {
  it('are understood in both languages, however wide, spaced or written large', () => {
    expect(['大型', 'LARGE', ' 大 型 企业', 'Ｌ'].map((text) => codeOfWord(sizeClassWords, text))).toEqual(
      Array(4).fill('large'),
    );
    expect(['是', '√', 'yes', '否', '×', 'x'].map((text) => codeOfWord(yesNoWords, text))).toEqual([
      '1',
      '1',
      '1',
      '0',
      '0',
      undefined,
    ]);
  });

  it('of headers lead to one column each, dressed up or not', () => {
    for (const kind of importKinds) {
      const columns = importColumns[kind];
      for (const column of columns)
        for (const header of [
          column.key,
          column.header['zh-CN'],
          `${column.header.en}*`,
          ...(column.header.also ?? []),
        ])
          expect([kind, header, columnOfHeader(kind, header)?.key]).toEqual([kind, header, column.key]);
    }
    expect(columnOfHeader('enterprises', '企业名称（全称）')?.key).toBe('name');
    expect(columnOfHeader('enterprises', '备注')).toBeUndefined();
  });

  it('of a reason say what it is about', () => {
    expect(sayCellReject({ code: 'twice_in_file', about: { row: 7 } }, 'zh-CN')).toBe('与第 7 行重复');
    expect(sayCellReject({ code: 'out_of_range', about: { least: 1, most: 9 } }, 'en')).toBe('must be from 1 to 9');
  });
});
