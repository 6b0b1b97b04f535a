// Whatever the registry keeps comes out as a file that, read again, changes nothing.
import { importColumns } from '@takt/model/imports';
import { usccCheckCharacter } from '@takt/model/registry';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { openSpreadsheet } from '../../../../server/src/platform/spreadsheet/index.ts';
import { readRegions } from '../../../../server/src/region/index.ts';
import { readTerms } from '../../../../server/src/registry/index.ts';
import type { CellContext } from '../../../../server/src/registry-import/cell.ts';
import { exportFile } from '../../../../server/src/registry-import/files/export.ts';
import type { OutRecord } from '../../../../server/src/registry-import/files/records.ts';
import { templateOf } from '../../../../server/src/registry-import/files/template.ts';
import { layOut } from '../../../../server/src/registry-import/layout.ts';
import { readRow } from '../../../../server/src/registry-import/row.ts';
import { allSheets } from '../../../harness/workbook.ts';

let context: CellContext;
beforeAll(async () => {
  const regions = await readRegions('config/regions/chongqing.yaml');
  context = { regions, terms: await readTerms('config/registry'), reach: { level: 'city' } };
});

const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
const uscc = fc
  .tuple(
    fc.constantFrom(...alphabet),
    fc.integer({ min: 100_000, max: 999_999 }),
    fc.array(fc.constantFrom(...alphabet), { minLength: 9, maxLength: 9 }),
  )
  .map(([first, division, rest]) => `${first}1${division}${rest.join('')}`)
  .map((code) => code + usccCheckCharacter(code));
/** As the registry keeps text: one line, nothing that is not shown, no blanks at its ends. */
const text = (most: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: most })
    .map((one) =>
      one
        .replace(/[\p{Cc}\p{Cf}]/gu, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((one) => one !== '' && one.isWellFormed() && !/[\ufffe\uffff]/.test(one));
const formulaLike = fc.constantFrom('=1+1', '@x', '-5', '+86 23', "'=a", '＝A1');

async function readBack(
  kind: keyof typeof importColumns,
  records: readonly OutRecord[],
  format: 'xlsx' | 'csv',
  language: 'zh-CN' | 'en',
) {
  const { content } = exportFile(records, { kind, format, language, lists: context });
  const [sheet] = await allSheets(await openSpreadsheet(content));
  if (!sheet) throw new Error('there is no sheet');
  const laid = layOut(kind, sheet);
  if (!laid.ok) throw new Error(laid.reject.code);
  return sheet.rows.slice(1).map((row) => {
    const { values, problems } = readRow(laid.layout, row, [], context);
    return { values, problems };
  });
}
const withoutNulls = (record: OutRecord) =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));

it('enterprises, in both forms and languages', async () => {
  const districts = context.regions.districts.map(({ code }) => code);
  const record = fc.record({
    name: fc.oneof(text(40), formulaLike),
    uscc: fc.option(uscc),
    district: fc.constantFrom(...districts),
    town: fc.constant(null),
    sizeClass: fc.option(fc.constantFrom('large', 'medium', 'small', 'micro')),
    sector: fc.option(fc.constantFrom('C36', 'C367', 'C3670', 'C', 'A01')),
    chain: fc.option(fc.constantFrom(...context.terms.chains.file.chains.map(({ code }) => code))),
    chainRole: fc.option(fc.constantFrom('leader', 'core', 'supplier')),
    address: fc.option(fc.oneof(text(60), formulaLike)),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 5 }),
      fc.constantFrom('xlsx', 'csv'),
      fc.constantFrom('zh-CN', 'en'),
      async (records, format, language) => {
        const read = await readBack('enterprises', records, format, language);
        expect(read).toEqual(records.map((one) => ({ values: withoutNulls(one), problems: [] })));
      },
    ),
    { numRuns: 30, endOnFailure: true },
  );
});

it('projects with their amounts and days', async () => {
  const record = fc.record({
    code: fc.stringMatching(/^[A-Z]{2}-\d{4}$/),
    name: text(40),
    enterprise: uscc,
    type: fc.constantFrom('equipment', 'energy', 'comprehensive'),
    stage: fc.option(fc.constantFrom('diagnosis', 'trial_run', 'closed')),
    plannedYuan: fc.integer({ min: 0, max: 1e11 }).map((fen) => fen / 100),
    paidYuan: fc.integer({ min: 0, max: 1e9 }),
    supplier: fc.option(text(30)),
    goLive: fc.option(
      fc
        .integer({ min: 40_000, max: 50_000 })
        .map((day) => new Date(Date.UTC(1899, 11, 30 + day)).toISOString().slice(0, 10)),
    ),
    description: fc.option(text(40)),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 5 }),
      fc.constantFrom('xlsx', 'csv'),
      async (records, format) => {
        const read = await readBack('projects', records, format, 'zh-CN');
        expect(read).toEqual(records.map((one) => ({ values: withoutNulls(one), problems: [] })));
      },
    ),
    { numRuns: 30, endOnFailure: true },
  );
});

it('a template has the header of its kind, how it is filled and what is allowed', async () => {
  for (const language of ['zh-CN', 'en'] as const) {
    const sheets = await allSheets(await openSpreadsheet(templateOf('enterprises', language, context)));
    const [first, explained, allowed] = sheets;
    if (!first || !explained || !allowed) throw new Error('sheets are missing');
    expect(layOut('enterprises', first)).toMatchObject({ ok: true, layout: { header: 1, unknown: [] } });
    expect([explained, allowed].map((sheet) => layOut('enterprises', sheet).ok)).toEqual([false, false]);
    expect(explained.rows).toHaveLength(importColumns.enterprises.length + 1);
    expect(allowed.rows.some(({ cells }) => cells.includes('500110'))).toBe(true);
  }
});
