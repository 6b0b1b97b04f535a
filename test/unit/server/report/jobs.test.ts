// Making a report that cannot be made: tried again, then failed with its reason; those on schedule follow one another.
import { createRegions } from '@takt/model/regions';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, type NewRow, openDatabase } from '../../../../server/src/platform/database/index.ts';
import type { Job } from '../../../../server/src/platform/queue/port.ts';
import { reportJobs } from '../../../../server/src/report/index.ts';
import { createTempDirectory, type TempDirectory } from '../../../harness/temp.ts';

let directory: TempDirectory;
let database: Database;
let run: (id: string, attempts: number) => Promise<void>;
const added: string[] = [];

beforeAll(async () => {
  directory = await createTempDirectory('reports');
  database = await openDatabase({ path: `${directory.path}/takt.db` });
  const name = { 'zh-CN': '城', en: 'City' };
  const district = { code: '500110', name, kind: 'district' as const, aliases: [], towns: [] };
  const regions = createRegions({
    city: { code: '500000', name, timeZone: 'Asia/Shanghai' },
    areas: {},
    districts: [{ ...district, name: { 'zh-CN': '区', en: 'District' } }],
  });
  const queue = {
    add: async (_: string, key: string) => void added.push(key),
    handle: (_: string, handler: (job: Job) => Promise<void>) => {
      run = (id, attempts) => handler({ id: 'j', kind: 'report.make', payload: { id }, attempts });
    },
    every: () => {},
  };
  const figures = { cockpit: async () => Promise.reject(new Error('the store is away')) };
  reportJobs({ db: database.db, regions, clock: () => 1, queue, figures } as never);
});
afterAll(async () => {
  await database?.close();
  await directory?.remove();
});

const stateOf = (id: string) =>
  database.db.selectFrom('reports').select(['state', 'error']).where('id', '=', id).executeTakeFirst();
const report = (id: string, created_by: string): NewRow<'reports'> => ({
  id,
  month: '2026-10',
  region: '500110',
  language: 'zh-CN',
  state: 'waiting',
  created_at: 0,
  created_by,
  created_by_name: 'x',
  finished_at: null,
  pdf_document: null,
  excel_document: null,
  error: null,
});

it('is tried again, then says why it failed', async () => {
  await database.db.insertInto('reports').values(report('asked', 'user:1')).execute();
  await expect(run('asked', 1)).rejects.toThrow('the store is away');
  expect(await stateOf('asked')).toEqual({ state: 'running', error: null });
  await run('asked', 4);
  expect(await stateOf('asked')).toEqual({ state: 'failed', error: 'the store is away' });
  expect(added).toEqual([]);
});

it('gives way to the next one on schedule, and never runs beside one', async () => {
  const rows = ['a', 'b', 'c'].map((id) => report(id, 'system'));
  await database.db.insertInto('reports').values(rows).execute();
  await run('a', 4);
  expect(added).toEqual(['b']);
  await database.db.updateTable('reports').set({ state: 'running' }).where('id', '=', 'b').execute();
  await run('asked', 4);
  expect(added).toEqual(['b']);
});
