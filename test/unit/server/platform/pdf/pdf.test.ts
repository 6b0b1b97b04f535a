// Documents are read back: Chinese is there as Unicode, tables repeat their head, the same input makes the same bytes.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createPdf, type Pdf } from '../../../../../server/src/platform/pdf/index.ts';
import { pdfText } from '../../../../harness/pdf-text.ts';

const createdAt = Date.UTC(2026, 10, 26, 4);

async function written(write: (pdf: Pdf) => void | Promise<void>, title = '认定证据包'): Promise<Uint8Array> {
  const footer = (page: number, pages: number) => `第 ${page} 页，共 ${pages} 页`;
  const pdf = await createPdf({ title, language: 'zh-CN', createdAt, header: '节拍 Takt', footer });
  await write(pdf);
  return pdf.finish();
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a document', () => {
  test('says Chinese, figures and signs in Unicode, and carries only the glyphs it uses', async () => {
    const text = '綦江区：生产效率提升 10.2 个百分点（95% 区间 8.9–11.5），投资 ≥ ¥1,000 万。';
    const file = await written((pdf) => {
      pdf.heading('重庆市数字化车间', 1);
      pdf.paragraph(text);
    });
    const [page = ''] = pdfText(file);
    expect(page).toContain('重庆市数字化车间');
    expect(page.replaceAll('\n', '')).toContain(text);
    expect(page).toContain('节拍 Takt');
    expect(page).toContain('第 1 页，共 1 页');
    expect(file.byteLength).toBeLessThan(250_000);
  });

  test('is the same bytes for the same input, and others for another moment', async () => {
    const one = await written((pdf) => pdf.paragraph('相同'));
    const same = await written((pdf) => pdf.paragraph('相同'));
    const other = await written((pdf) => pdf.paragraph('不同'));
    expect(sha256(same)).toBe(sha256(one));
    expect(sha256(other)).not.toBe(sha256(one));
  });

  test('breaks Chinese anywhere but before punctuation that closes', async () => {
    const long = '数字化车间的关键工序数控化率，'.repeat(30);
    const lines = (pdfText(await written((pdf) => pdf.paragraph(long)))[0] ?? '').split('\n');
    const body = lines.filter((line) => line.includes('数控化率') || line.includes('车间'));
    expect(body.length).toBeGreaterThan(5);
    for (const line of body) expect(line).not.toMatch(/^[，。、）》」]/);
    expect(body.join('')).toBe(long);
  });

  test('carries a table over pages under its head, without losing a row', async () => {
    const columns = [
      { title: '区县', share: 1 },
      { title: '数量', share: 1, align: 'right' as const },
    ];
    const rows = Array.from({ length: 120 }, (_, index) => [`区县${index}`, `${index} 家`]);
    const pages = pdfText(await written((pdf) => pdf.table({ columns, rows })));
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(page).toContain('数量');
    const all = pages.join('\n').split('\n');
    for (const [name] of rows) expect(all).toContain(name);
    expect(pages.at(-1)).toContain(`第 ${pages.length} 页，共 ${pages.length} 页`);
  });

  test('shows charts with gaps, of one value, and of none', async () => {
    const categories = ['1月', '2月', '3月'];
    const format = (value: number) => `${value}%`;
    const values = [
      [12, null, 30],
      [5, 5, 5],
      [null, null, null],
      [-3, 0, 2],
    ];
    const file = await written((pdf) => {
      for (const kind of ['bar', 'line'] as const)
        for (const one of values)
          pdf.chart({ title: `图 ${kind}`, kind, categories, series: [{ name: '完成', values: one }], format });
    });
    const text = pdfText(file).join('\n');
    expect(text).toContain('图 line');
    expect(text).toContain('30%');
    expect(text).not.toContain('NaN');
  });

  test('holds what is longer than a page', async () => {
    const pages = pdfText(await written((pdf) => pdf.paragraph('长段落，没有换行。'.repeat(900))));
    expect(pages.join('').match(/。/g)).toHaveLength(900);
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(page).toContain('节拍 Takt');
  });
});
