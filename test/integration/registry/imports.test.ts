// Files of the registry against a real server: looked at, applied, interrupted, contested, and given out again.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportAnswer, ImportState } from '@takt/model/api';
import type { ImportKind } from '@takt/model/imports';
import { usccCheckCharacter } from '@takt/model/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../server/src/platform/database/index.ts';
import { type OutCell, openSpreadsheet, writeWorkbook } from '../../../server/src/platform/spreadsheet/index.ts';
import type { ApiClient } from '../../harness/api-client.ts';
import { givenPeople, type TestPerson } from '../../harness/people.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { allSheets, makeWorkbook, textRow } from '../../harness/workbook.ts';

const uscc = (number: number) => {
  const first = `91500110MA${String(number).padStart(7, '0')}`;
  return first + usccCheckCharacter(first);
};
const header = ['企业名称', '统一社会信用代码', '区县', '规模', '行业', '地址'];
const enterprise = (number: number, address = '一号', district = '綦江区'): OutCell[] => [
  `${number}号机械有限公司`,
  uscc(number),
  district,
  '中型',
  'C36',
  address,
];
const workbook = (...rows: OutCell[][]) => writeWorkbook([{ name: '企业', header, rows }]);

let directory: Awaited<ReturnType<typeof createTempDirectory>>;
let server: RunningServer;
let people: Record<'qijiang' | 'city', TestPerson>;

beforeAll(async () => {
  directory = await createTempDirectory('imports');
  server = await startServer({ directory: directory.path });
  // The first account there is.
  await server.token();
  people = await givenPeople(server, {
    qijiang: [{ role: 'district_officer', scope: 'district:500110' }],
    city: [{ role: 'city_officer', scope: 'city:500000' }],
  });
});
afterAll(async () => {
  await server?.stop();
  await directory?.remove();
});

async function preview(who: ApiClient, body: Uint8Array, kind: ImportKind = 'enterprises'): Promise<ImportAnswer> {
  const { id } = await who.call('imports.upload', { query: { kind, fileName: '企业.xlsx' }, body });
  return reaches(who, id, 'previewed');
}
async function apply(who: ApiClient, id: string): Promise<ImportAnswer> {
  await who.call('imports.apply', { params: { id } });
  return reaches(who, id, 'done');
}
const reaches = (who: ApiClient, id: string, state: ImportState) =>
  until(
    async () => {
      const answer = await who.call('imports.get', { params: { id } });
      return answer.state === state ? answer : undefined;
    },
    { what: `an import that is ${state}` },
  );
const rowsOf = async (who: ApiClient, id: string) =>
  (await who.call('imports.rows', { params: { id }, query: {} })).rows;
const problemsOf = async (who: ApiClient, id: string) =>
  (await rowsOf(who, id)).flatMap(({ row, problems }) =>
    problems.map(({ letters, column, value, code }) => [row, letters, column, value, code]),
  );
async function inDatabase<T>(work: (db: Awaited<ReturnType<typeof openDatabase>>['db']) => Promise<T>): Promise<T> {
  const { db, close } = await openDatabase({ path: join(directory.path, 'takt.db') });
  try {
    return await work(db);
  } finally {
    await close();
  }
}
const download = async (who: TestPerson, path: string) => {
  const answer = await fetch(server.url + path, { headers: { authorization: `Bearer ${who.token}` } });
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
};

describe('a preview', () => {
  it('names row, column, value and reason of every rejected cell, and writes nothing', async () => {
    const rows = [
      textRow(1, '2025 年企业名录'),
      textRow(3, '企业名称*', '信用代码', '区县', '备注', '规模'),
      textRow(4, '甲机械', uscc(1), '綦江区', 'x', '巨型'),
      textRow(5, '乙机械', `${uscc(2).slice(0, 17)}X`, '沙坪坝区', '', '大型'),
      '<row r="6"><c r="A6" t="inlineStr"><is><t>丙机械</t></is></c><c r="B6"><v>915001101234567890</v></c><c r="C6" t="e"><v>#REF!</v></c></row>',
      textRow(7, '丁机械', uscc(4), '綦江区'),
      textRow(8, '戊机械', uscc(4), '綦江区'),
      textRow(9, '己机械', uscc(5), '綦江区'),
    ].join('');
    const after = '<mergeCells><mergeCell ref="A1:E1"/><mergeCell ref="C9:C10"/></mergeCells>';
    const file = makeWorkbook({ sheets: { 说明: { rows: textRow(1, '无') }, 名录: { rows, after } } });
    const { id, layout, counts } = await preview(people.qijiang, file);
    expect(layout).toMatchObject({ sheet: '名录', header: 3, unknown: [{ letters: 'D', header: '备注' }] });
    expect(counts).toMatchObject({ rows: 6, checked: 6, create: 1, reject: 5, applied: 0 });
    expect(await problemsOf(people.qijiang, id)).toEqual([
      [4, 'E', 'sizeClass', '巨型', 'not_a_word'],
      [5, 'B', 'uscc', `${uscc(2).slice(0, 17)}X`, 'uscc_check'],
      [5, 'C', 'district', '沙坪坝区', 'not_your_district'],
      [6, 'B', 'uscc', '915001101234568000', 'digits_lost'],
      [6, 'C', 'district', '#REF!', 'formula_error'],
      [8, null, null, '', 'twice_in_file'],
      [9, 'C', 'district', '綦江区', 'merged'],
    ]);
    await people.qijiang.call('imports.drop', { params: { id } });
    const refused = await people.qijiang.refused('imports.apply', { params: { id } });
    expect(refused).toMatchObject({ status: 409, detail: expect.stringContaining('dropped it') });
  });

  it('is made again from another sheet of the workbook', async () => {
    const [first, second] = ['甲', '乙'].map((name) => ({
      rows: textRow(1, '企业名称', '区县') + textRow(2, name, '綦江区'),
    }));
    if (!first || !second) throw new Error('there are two');
    const { id, layout } = await preview(people.city, makeWorkbook({ sheets: { 一: first, 二: second } }));
    expect(layout).toMatchObject({ sheet: '一', sheets: ['一', '二'] });
    await people.city.call('imports.sheet', { params: { id }, body: { sheet: '二' } });
    await reaches(people.city, id, 'previewed');
    expect((await rowsOf(people.city, id)).map(({ cells }) => cells.name)).toEqual(['乙']);
    const refused = await people.city.refused('imports.sheet', { params: { id }, body: { sheet: '三' } });
    expect(refused).toMatchObject({ status: 422, errors: [{ field: 'sheet' }] });
  });

  it('gives its rejected rows back with their reasons, and they can be imported once mended', async () => {
    const { id } = await preview(people.city, workbook(enterprise(900, '=1+1', '没有区')));
    const path = `/api/v1/registry/imports/${id}/rejected?language=en`;
    const [sheet] = await allSheets(await openSpreadsheet(await download(people.city, path)));
    expect(sheet?.rows[1]?.cells).toEqual([
      ...enterprise(900, '=1+1', '没有区'),
      '区县 "没有区": is no district that is known',
      2,
    ]);
  });

  it('of a file that is none is refused at once, and of a file without the columns with their names', async () => {
    const query = { kind: 'enterprises', fileName: 'a.xlsx' } as const;
    const macros = makeWorkbook({ sheets: { A: { rows: '' } }, parts: { 'xl/vbaProject.bin': new Uint8Array(9) } });
    const refused = await people.city.refused('imports.upload', { query, body: macros });
    expect(refused).toMatchObject({
      status: 422,
      errors: [{ field: 'body', reason: expect.stringMatching(/^macros: /) }],
    });
    const body = Buffer.from('企业名称,规模\n甲,大型\n');
    const { id } = await people.city.call('imports.upload', { query, body });
    const { problems } = await reaches(people.city, id, 'failed');
    expect(problems).toMatchObject([{ code: 'missing_columns', detail: '区县 (District)' }]);
  });

  it('of more bytes than may be is refused before they are kept, also where their number is not told', async () => {
    const address = `${server.url}/api/v1/registry/imports?kind=enterprises&fileName=a.csv`;
    const headers = { authorization: `Bearer ${people.city.token}` };
    const piece = new Uint8Array(1_000_000).fill(97);
    const told = await fetch(address, { method: 'POST', headers, body: new Uint8Array(20_000_001) });
    expect(told.status).toBe(413);
    let left = 30;
    const stream = new ReadableStream({ pull: (to) => (left-- > 0 ? to.enqueue(piece) : to.close()) });
    const untold = await fetch(address, { method: 'POST', headers, body: stream, duplex: 'half' } as RequestInit);
    expect(untold.status).toBe(413);
  });
});

describe('an import', () => {
  it('writes records that say where they are from, with what was before and after in the log', async () => {
    const first = await preview(people.qijiang, workbook(enterprise(100), enterprise(101)));
    await apply(people.qijiang, first.id);
    const second = await preview(people.qijiang, workbook(enterprise(100, '二号'), enterprise(101), enterprise(102)));
    expect(second.counts).toMatchObject({ create: 1, change: 1, none: 1 });
    const [changed] = await rowsOf(people.qijiang, second.id);
    expect(changed).toMatchObject({ action: 'change', changes: { address: { from: '一号', to: '二号' } } });
    await apply(people.qijiang, second.id);
    const kept = await inDatabase((db) =>
      db
        .selectFrom('registry_enterprises')
        .selectAll()
        .where('id', '=', changed?.record ?? '')
        .executeTakeFirst(),
    );
    expect(kept).toMatchObject({
      address: '二号',
      origin: 'imported',
      import: second.id,
      recorded_by_name: 'Name of qijiang (tests)',
      revision: 2,
    });
    const entries = await server.call('audit.list', { query: { code: second.id, action: 'imports.write' } });
    expect(entries).toMatchObject([
      {
        before: { records: { [kept?.id ?? '']: { address: '一号' } } },
        after: { records: { [kept?.id ?? '']: { address: '二号' } } },
      },
    ]);
  });

  it('comes out again as it went in: what is exported changes nothing, in either language and form', async () => {
    for (const [format, language] of [
      ['xlsx', 'zh-CN'],
      ['csv', 'en'],
    ] as const) {
      const file = await download(
        people.qijiang,
        `/api/v1/registry/exports/enterprises?format=${format}&language=${language}`,
      );
      const { id, counts } = await preview(people.qijiang, file);
      expect(counts).toMatchObject({ create: 0, change: 0, reject: 0 });
      expect(counts.none).toBeGreaterThan(2);
      await people.qijiang.call('imports.drop', { params: { id } });
    }
  });

  it('of workshops, equipment and projects refers to enterprises that are there, and comes out again', async () => {
    const files = {
      workshops: ['所属企业,车间名称,主要产品', `${uscc(100)},一车间,半轴`, '不存在的企业,二车间,'],
      equipment: [
        '所属企业,所属车间,设备名称,台数,是否数控',
        '100号机械有限公司,一车间,车床,3台,是',
        `${uscc(100)},三车间,车床,1,否`,
      ],
      projects: [
        '项目编号,项目名称,所属企业,改造类型,总投资（万元）,投运日期',
        `QJ-1,半轴线改造,${uscc(100)},综合,1200,2025年6月30日`,
      ],
    } as const;
    const rejected = { workshops: ['no_such_enterprise'], equipment: ['no_such_workshop'], projects: [] };
    for (const kind of ['workshops', 'equipment', 'projects'] as const) {
      const { id, counts } = await preview(people.qijiang, Buffer.from(files[kind].join('\n')), kind);
      expect(counts.create).toBe(1);
      expect((await problemsOf(people.qijiang, id)).map((one) => one[4])).toEqual(rejected[kind]);
      await apply(people.qijiang, id);
      const file = await download(people.qijiang, `/api/v1/registry/exports/${kind}?format=xlsx`);
      const again = await preview(people.qijiang, file, kind);
      expect([kind, again.counts]).toMatchObject([kind, { rows: 1, none: 1 }]);
    }
    const project = await inDatabase((db) => db.selectFrom('retrofit_projects').selectAll().executeTakeFirst());
    expect(project).toMatchObject({
      code: 'QJ-1',
      planned_yuan: 12_000_000,
      go_live: '2025-06-30',
      district: '500110',
    });
  });

  it('of an enterprise itself writes its own records and no others', async () => {
    await server.put('/api/v1/enterprises/acme', { name: 'Acme' });
    await server.put('/api/v1/sites/north', {
      enterprise: 'acme',
      name: 'North',
      district: '500110',
      sector: 'C36',
      timeZone: 'Asia/Shanghai',
    });
    await inDatabase((db) =>
      db.updateTable('registry_enterprises').set({ plant_enterprise: 'acme' }).where('uscc', '=', uscc(100)).execute(),
    );
    const { acme } = await givenPeople(server, { acme: [{ role: 'enterprise_admin', scope: 'enterprise:acme' }] });
    const own = `所属企业,车间名称\n${uscc(100)},自己的车间\n${uscc(101)},别人的车间\n`;
    const { id, counts } = await preview(acme, Buffer.from(own), 'workshops');
    expect(counts).toMatchObject({ create: 1, reject: 1 });
    expect((await problemsOf(acme, id)).map((one) => one[4])).toEqual(['no_such_enterprise']);
    const enterprises = await preview(acme, workbook(enterprise(100, '新址'), enterprise(101), enterprise(999)));
    expect(enterprises.counts).toMatchObject({ change: 1, create: 0, reject: 2 });
    const exported = await download(acme, '/api/v1/registry/exports/enterprises?format=csv');
    expect(Buffer.from(exported).toString().split('\r\n')).toHaveLength(3);
    expect(await people.qijiang.refused('imports.get', { params: { id } })).toMatchObject({ status: 404 });
  });

  it('is seen and applied by those alone who may write where it writes', async () => {
    const { id } = await preview(people.city, workbook(enterprise(300, '一号', '渝北区')));
    for (const name of ['imports.get', 'imports.apply', 'imports.drop'] as const)
      expect(await people.qijiang.refused(name, { params: { id } })).toMatchObject({ status: 404 });
    const { imports } = await people.qijiang.call('imports.list', { query: {} });
    expect(imports.map((one) => one.id)).not.toContain(id);
    const query = { kind: 'enterprises', fileName: 'a.csv', district: '渝北区' } as const;
    expect(await people.qijiang.refused('imports.upload', { query, body: Buffer.from('a') })).toMatchObject({
      status: 403,
    });
    await apply(people.city, id);
    const mine = await download(people.qijiang, '/api/v1/registry/exports/enterprises?format=csv');
    expect(Buffer.from(mine).toString()).not.toContain(uscc(300));
  });

  it('does not overwrite what somebody wrote after the preview', async () => {
    const before = await preview(people.qijiang, workbook(enterprise(400), enterprise(401)));
    await apply(people.qijiang, before.id);
    const mine = await preview(
      people.qijiang,
      workbook(enterprise(400, '我写的'), enterprise(401, '我写的'), enterprise(402)),
    );
    const theirs = await preview(people.city, workbook(enterprise(400, '先写的'), enterprise(402)));
    await apply(people.city, theirs.id);
    const { counts } = await apply(people.qijiang, mine.id);
    expect(counts).toMatchObject({ change: 1, create: 0, reject: 2, applied: 1 });
    expect((await problemsOf(people.qijiang, mine.id)).map((one) => one[4])).toEqual(['changed_since', 'added_since']);
  });

  it('is applied once, however many ask at once', async () => {
    const { id } = await preview(people.qijiang, workbook(enterprise(500)));
    const asked = await Promise.allSettled(
      [1, 2, 3].map(() => people.qijiang.call('imports.apply', { params: { id } })),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { counts } = await reaches(people.qijiang, id, 'done');
    expect(counts.applied).toBe(1);
  });

  it('goes on where it was after the server was killed, and writes nothing twice', async () => {
    const count = 1750;
    const rows = Array.from({ length: count }, (_, index) => enterprise(10_000 + index));
    const { id } = await preview(people.qijiang, workbook(...rows));
    await people.qijiang.call('imports.apply', { params: { id } });
    await until(async () => (await people.qijiang.call('imports.get', { params: { id } })).counts.applied > 0);
    await server.kill();
    const half = await inDatabase((db) => writtenBy(db, id));
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(count);
    const { httpPort } = JSON.parse(await readFile(join(directory.path, 'server.json'), 'utf8'));
    server = await startServer({ directory: directory.path, httpPort });
    const { counts } = await reaches(people.qijiang, id, 'done');
    expect(counts).toMatchObject({ create: count, reject: 0, applied: count });
    expect(await inDatabase((db) => writtenBy(db, id))).toBe(count);
    const entries = await server.call('audit.list', { query: { code: id, action: 'imports.write', limit: 1000 } });
    const named = entries.flatMap(({ after }) => Object.keys((after as { records: object }).records));
    expect(new Set(named).size).toBe(count);
    expect(named).toHaveLength(count);
  });
});

async function writtenBy(db: Awaited<ReturnType<typeof openDatabase>>['db'], id: string): Promise<number> {
  const { written } = await db
    .selectFrom('registry_enterprises')
    .select((e) => e.fn.countAll<number>().as('written'))
    .where('import', '=', id)
    .executeTakeFirstOrThrow();
  return Number(written);
}
