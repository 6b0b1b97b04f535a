// What is evaluated again: everything once a night, what a new version of a scheme judges, and of what something new was written.
import { join } from 'node:path';
import { createRegions } from '@takt/model/regions';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../../server/src/platform/database/index.ts';
import { evaluateDue } from '../../../../server/src/recognition/evaluation/job.ts';
import { keepShippedSchemes } from '../../../../server/src/recognition/schemes/shipped.ts';
import { repository } from '../../../harness/child.ts';
import { putEquipment, putProject, putRegistryEnterprise, putRegistryWorkshop } from '../../../harness/recognition.ts';
import { createTempDirectory, type TempDirectory } from '../../../harness/temp.ts';

const name = { 'zh-CN': '市', en: 'City' };
const district = {
  code: '500110',
  name: { 'zh-CN': '区', en: 'D' },
  kind: 'district',
  aliases: [],
  towns: [],
} as const;
const regions = createRegions({
  city: { code: '500000', name, timeZone: 'Asia/Shanghai' },
  areas: {},
  districts: [{ ...district, aliases: [], towns: [] }],
});
const hourMs = 3_600_000;
/** Ten in the morning of the city. */
const morning = Date.UTC(2026, 10, 26, 2);

let place: TempDirectory;
let database: Database;
let now = morning;

beforeAll(async () => {
  place = await createTempDirectory('due');
  database = await openDatabase({ path: join(place.path, 'takt.db') });
  const { db } = database;
  await putRegistryEnterprise(db, { id: 'e', district: '500110' });
  for (const id of ['w1', 'w2', 'w3']) await putRegistryWorkshop(db, { id, enterprise: 'e', district: '500110' });
});
afterAll(async () => {
  await database.close();
  await place.remove();
});

const parts = () =>
  ({
    db: database.db,
    store: { sumFacts: async () => [] },
    plant: { within: () => [], placeOf: () => undefined },
    regions,
    recognitionDirectory: join(repository, 'config/recognition'),
    clock: () => now,
  }) as never;

/** Workshops by when they were evaluated, in hours after the first time. */
async function evaluatedAfter(hours: number): Promise<Record<string, number>> {
  now = morning + hours * hourMs;
  await evaluateDue(parts());
  const rows = await database.db
    .selectFrom('recognition_evaluations')
    .select(['subject', 'evaluated_at'])
    .where('scheme', '=', 'cq-digital-workshop')
    .execute();
  return Object.fromEntries(rows.map(({ subject, evaluated_at }) => [subject, (evaluated_at - morning) / hourMs]));
}

it('is everything once, then nothing until the next night', async () => {
  await keepShippedSchemes(parts());
  expect(await evaluatedAfter(0)).toEqual({ w1: 0, w2: 0, w3: 0 });
  expect(await evaluatedAfter(15)).toEqual({ w1: 0, w2: 0, w3: 0 });
  expect(await evaluatedAfter(17)).toEqual({ w1: 17, w2: 17, w3: 17 });
});

it('is what something new was written of', async () => {
  await putEquipment(database.db, { enterprise: 'e', workshop: 'w1', quantity: 1, recorded_at: morning + 18 * hourMs });
  const project = { enterprise: 'e', district: '500110', workshops: ['w2'], updated_at: morning + 18 * hourMs };
  await putProject(database.db, { id: 'p', ...project });
  expect(await evaluatedAfter(18)).toEqual({ w1: 18, w2: 18, w3: 17 });
});

it('is what another version judges, and no longer what is closed', async () => {
  await database.db.updateTable('recognition_evaluations').set({ version: 1 }).where('subject', '=', 'w3').execute();
  await database.db.updateTable('registry_workshops').set({ state: 'closed' }).where('id', '=', 'w1').execute();
  expect(await evaluatedAfter(20)).toEqual({ w1: 18, w2: 18, w3: 20 });
  expect(await evaluatedAfter(41)).toEqual({ w2: 41, w3: 41 });
});
