// Monthly reports on a real server: made on demand and on schedule, once each, read by those who see their region and nobody else.
import { join } from 'node:path';
import type { Report } from '@takt/model/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../server/src/platform/database/index.ts';
import { openSpreadsheet } from '../../server/src/platform/spreadsheet/index.ts';
import { readRegions } from '../../server/src/region/index.ts';
import { putDownDue } from '../../server/src/report/index.ts';
import { createTargetFigures, freezeMonths } from '../../server/src/targets/index.ts';
import { pdfText } from '../harness/pdf-text.ts';
import { givenPeople, type TestPerson } from '../harness/people.ts';
import { putEnterprises, putProjects } from '../harness/retrofit.ts';
import { type RunningServer, startServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { allSheets } from '../harness/workbook.ts';

const city = '500000';
const qijiang = '500110';
const wanzhou = '500101';

describe('monthly reports', () => {
  let server: RunningServer;
  let database: Database;
  let people: Record<'ofCity' | 'ofQijiang' | 'ofPlant', TestPerson>;

  beforeAll(async () => {
    server = await startServer();
    database = await openDatabase({ path: join(server.directory, 'takt.db') });
    people = await givenPeople(server, {
      ofCity: [{ role: 'city_officer', scope: `city:${city}` }],
      ofQijiang: [{ role: 'district_officer', scope: `district:${qijiang}` }],
      ofPlant: [{ role: 'operator', scope: 'line:nowhere' }],
    });
  });
  afterAll(async () => {
    await database?.close();
    await server?.stop();
  });

  const present = async () => (await people.ofCity.call('reports.list', { query: {} })).present;
  const made = (who: TestPerson, id: string): Promise<Report> =>
    until(
      async () => {
        const { reports } = await who.call('reports.list', { query: {} });
        return reports.find((one) => one.id === id && (one.state === 'done' || one.state === 'failed'));
      },
      { what: 'a report that is made' },
    );
  async function file(who: TestPerson, id: string, format: 'pdf' | 'xlsx'): Promise<Response> {
    const headers = { authorization: `Bearer ${who.token}` };
    return fetch(`${server.url}/api/v1/reports/${id}/file?format=${format}`, { headers });
  }

  it('are put down once for each month that is frozen, of the city and of what has anything', async () => {
    const { db } = database;
    const regions = await readRegions('config/regions/chongqing.yaml');
    // It is the first of February in the city.
    let now = Date.UTC(2025, 0, 31, 16, 5);
    const parts = { db, regions, clock: () => now };
    const freeze = () => freezeMonths({ ...parts, figures: createTargetFigures(parts) });
    await freeze();
    expect(await putDownDue(parts)).toEqual([]);

    const at = Date.UTC(2025, 0, 10);
    await putEnterprises(db, { id: 'e1', district: qijiang, name: '綦江齿轮', created_at: at, recorded_at: at });
    await putProjects(db, { id: 'p1', enterprise: 'e1', district: qijiang, created_at: at, name: '半轴产线' });
    // Not frozen yet.
    expect(await putDownDue(parts)).toEqual([]);
    await freeze();
    const both = await Promise.all([putDownDue(parts), putDownDue(parts)]);
    expect(both.flat().sort()).toEqual([`2025-01.${city}`, `2025-01.${qijiang}`]);
    expect(await putDownDue(parts)).toEqual([]);

    // Nobody was there for two months.
    now = Date.UTC(2025, 3, 2);
    await freeze();
    expect((await putDownDue(parts)).map((id) => id.slice(0, 7))).toEqual(['2025-02', '2025-02', '2025-03', '2025-03']);
  });

  it('are made on demand, once of those who ask together, and logged', async () => {
    const month = await present();
    const body = { region: city, month, language: 'zh-CN' as const };
    const [one, other] = await Promise.all([1, 2].map(() => people.ofCity.call('reports.make', { body })));
    expect(one).toMatchObject({ month, region: city, createdByName: 'Name of ofCity (tests)' });
    expect(other?.id).toBe(one?.id);
    const report = await made(people.ofCity, one?.id ?? '');
    expect(report).toMatchObject({ state: 'done', error: null });

    const pdf = await file(people.ofCity, report.id, 'pdf');
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    const text = pdfText(new Uint8Array(await pdf.arrayBuffer())).join('');
    expect(text).toContain('智能制造月报');
    expect(text).toContain('Name of ofCity (tests) 手动生成');
    const workbook = new Uint8Array(await (await file(people.ofCity, report.id, 'xlsx')).arrayBuffer());
    const sheets = await allSheets(await openSpreadsheet(workbook));
    const stages = sheets.find(({ name }) => name === '改造项目推进');
    expect(stages?.rows[1]?.cells.slice(0, 3)).toEqual(['诊断', 1, 100]);

    const { db } = database;
    const entries = await db.selectFrom('audit_entries').selectAll().where('action', '=', 'reports.make').execute();
    expect(entries.map(({ code, kind }) => [code, kind])).toEqual([[`${month} ${city}`, 'report']]);
  });

  it('those on schedule are made without anybody asking', async () => {
    const report = await made(people.ofQijiang, `2025-01.${qijiang}`);
    expect(report).toMatchObject({ state: 'done', createdByName: null, language: 'zh-CN' });
  });

  it('those of another region do not exist', async () => {
    const month = await present();
    const { reports, regions } = await people.ofQijiang.call('reports.list', { query: { month: '2025-01' } });
    expect(regions).toEqual([qijiang]);
    expect(reports.map(({ id }) => id)).toEqual([`2025-01.${qijiang}`]);
    expect(await people.ofQijiang.call('reports.list', { query: { region: city } })).toMatchObject({ total: 0 });
    for (const region of [city, wanzhou, 'nowhere'])
      await expect(people.ofQijiang.call('reports.make', { body: { region, month, language: 'en' } })).rejects.toThrow(
        'answered 404',
      );
    expect((await file(people.ofQijiang, `2025-01.${city}`, 'pdf')).status).toBe(404);
    const params = { id: `2025-01.${city}` };
    await expect(people.ofQijiang.call('reports.retry', { params })).rejects.toThrow('answered 404');
    await expect(people.ofPlant.call('reports.list', { query: {} })).rejects.toThrow('answered 403');
  });

  it('are refused of months that have not begun, and of what is no month', async () => {
    const ask = (month: string) =>
      people.ofCity.call('reports.make', { body: { region: city, month, language: 'en' } });
    await expect(ask('2099-12')).rejects.toThrow('answered 422');
    for (const month of ['2025-13', '2025-1', '1999-12', "2025-01' or 1=1"])
      await expect(ask(month)).rejects.toThrow('answered 400');
  });

  it('one that failed says why, and is made when it is tried again', async () => {
    const { db } = database;
    const id = `2025-01.${qijiang}`;
    const params = { id };
    await expect(people.ofQijiang.call('reports.retry', { params })).rejects.toThrow('answered 409');
    const lost = { state: 'failed' as const, error: 'the disk was full', pdf_document: null, excel_document: null };
    await db.updateTable('reports').set(lost).where('id', '=', id).execute();
    const { reports } = await people.ofQijiang.call('reports.list', { query: { month: '2025-01' } });
    expect(reports).toMatchObject([{ state: 'failed', error: 'the disk was full' }]);
    expect((await file(people.ofQijiang, id, 'pdf')).status).toBe(404);
    expect(await people.ofQijiang.call('reports.retry', { params })).toMatchObject({ state: 'waiting', error: null });
    expect(await made(people.ofQijiang, id)).toMatchObject({ state: 'done' });
    expect((await file(people.ofQijiang, id, 'pdf')).status).toBe(200);
  });
});
