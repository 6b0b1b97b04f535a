// A report as it is read: Chinese in the PDF, numbers as numbers in the workbook, and of few enterprises nothing.
import { describe, expect, test } from 'vitest';
import { openSpreadsheet } from '../../../../server/src/platform/spreadsheet/index.ts';
import { reportWorkbook } from '../../../../server/src/report/excel.ts';
import { reportPdf } from '../../../../server/src/report/pdf.ts';
import { pdfText } from '../../../harness/pdf-text.ts';
import { allSheets } from '../../../harness/workbook.ts';
import { contentsOf } from './contents.ts';

async function linesOf(...given: Parameters<typeof reportPdf>): Promise<string[]> {
  return pdfText(await reportPdf(...given))
    .join('\n')
    .split('\n');
}

async function sheetsOf(...given: Parameters<typeof reportWorkbook>) {
  const sheets = await allSheets(await openSpreadsheet(reportWorkbook(...given)));
  return new Map(sheets.map(({ name, rows }) => [name, rows.map(({ cells }) => cells)]));
}

describe('the PDF of a report', () => {
  test('says in Chinese what it is of, what is achieved, and what was corrected', async () => {
    const lines = await linesOf(contentsOf(), 'zh-CN');
    const text = lines.join('');
    expect(text).toContain('綦江区 2026 年 10 月 智能制造月报');
    expect(text).toContain('数字化车间：已达成 6，年度目标 8，完成率 75%。');
    expect(text).toContain('月末自动生成');
    expect(text).toContain('2026年11月1日 00:05');
    expect(lines).toContain('补登');
    expect(text).toContain('接口协议未开放');
    expect(text).not.toContain('演示数据');
    expect(text).not.toContain('区县排名');
  });

  test('tells effects in percentage points with their interval, and of few enterprises nothing', async () => {
    const lines = await linesOf(contentsOf(), 'zh-CN');
    for (const one of ['生产效率', '10.2', '8.9', '11.5', '百分点']) expect(lines).toContain(one);
    const { effects } = contentsOf();
    const rows = effects.rows.map((row) => ({ ...row, mean: null, verdicts: null, suppressed: 'few' as const }));
    const none = await linesOf(contentsOf({ effects: { ...effects, rows } }), 'zh-CN');
    expect(none).toContain('尚无可公布的实测成效。');
    expect(none).not.toContain('10.2');
  });

  test('names a demonstration, who had it made, and that the month is not over', async () => {
    const contents = contentsOf({ demonstration: 26, madeBy: 'Li Wei', over: false, day: '2026-10-12' });
    const text = (await linesOf(contents, 'en')).join(' ');
    expect(text).toContain('Demonstration data: 26 enterprises');
    expect(text).toContain('Li Wei, on demand');
    expect(text).toContain('2026-10-12 (the month is not over');
    expect(text).not.toMatch(/[\u4e00-\u9fff]{2}年度目标/);
  });

  test('lists no more rows than are read, and says how many there are', async () => {
    const [act] = contentsOf().acts;
    if (!act) throw new Error('the contents of tests have no act');
    const acts = Array.from({ length: 75 }, (_, index) => ({ ...act, number: `N-${index}` }));
    const lines = await linesOf(contentsOf({ acts }), 'zh-CN');
    expect(lines.filter((line) => /^N-\d+$/.test(line))).toHaveLength(60);
    expect(lines).toContain('共 75 项，此处列出 60 项，其余见 Excel 文件。');
    expect((await sheetsOf(contentsOf({ acts }), 'zh-CN')).get('认定、警示与撤销')).toHaveLength(76);
  });
});

describe('the workbook of a report', () => {
  test('has every table as a sheet, numbers as numbers, shares in percent', async () => {
    const sheets = await sheetsOf(contentsOf(), 'zh-CN');
    expect([...sheets.keys()]).toEqual([
      '本月要点',
      '目标与达成',
      '更正',
      '逐月走势',
      '改造项目推进',
      '逾期与受阻项目',
      '实测成效',
      '认定、警示与撤销',
      '数据覆盖',
      '数据来源构成',
      '方法与说明',
    ]);
    const targets = sheets.get('目标与达成') ?? [];
    expect(targets[1]).toEqual(['数字化车间', '2026年11月1日 00:01 冻结，其后更正 1 次', 8, 6, 75, 2, 7]);
    expect(targets[2]?.slice(0, 5)).toEqual(['关键工序数控化率（%）', '生成时统计', 70, 56.4, 80.5714285714]);
    expect(sheets.get('改造项目推进')?.[3]).toEqual(['实施', 5, 3981, 1200, 0, 1]);
    expect(
      sheets
        .get('实测成效')
        ?.find(([name]) => name === '生产效率')
        ?.slice(1, 6),
    ).toEqual([10.2, 8.9, 11.5, '百分点', 6]);
  });

  test('keeps what somebody typed as text', async () => {
    const cells = (await sheetsOf(contentsOf(), 'zh-CN')).get('逾期与受阻项目')?.[1] ?? [];
    expect(cells[2]).toBe('=HYPERLINK("http://x","綦江齿轮")');
  });

  test('is told in English where English is asked for', async () => {
    const sheets = await sheetsOf(contentsOf(), 'en');
    expect(sheets.get('Targets and what is achieved')?.[1]?.[0]).toBe('Digital workshops');
    expect(sheets.get('Retrofit projects by stage')?.[3]?.slice(0, 4)).toEqual(['Implementation', 5, 39.81, 12]);
  });
});
