// A running server judges workshops and enterprises by real rows and day facts, shows measured values to whom they are shared, and
// keeps the versions of schemes.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RouteAnswer } from '@takt/model/api';
import { emptyFacts } from '@takt/model/facts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../server/src/platform/database/index.ts';
import { openDuckDbStore } from '../../../server/src/platform/telemetry-store/adapters/duckdb/index.ts';
import { giveConsent, givenPeople, type TestPerson } from '../../harness/people.ts';
import {
  putCertificate,
  putEquipment,
  putFigure,
  putProject,
  putRegistryEnterprise,
  putRegistryWorkshop,
} from '../../harness/recognition.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';

const district = '500110';
const dayMs = 86_400_000;
/** Local midnight in Chongqing. */
const today = Math.floor((Date.now() + 8 * 3_600_000) / dayMs) * dayMs - 8 * 3_600_000;
const machine = (name: string) => ({ line: 'l', name, idealCycleSeconds: 30 });
const plant = {
  enterprises: { 'e-plant': { name: 'Half shafts' }, 'e-other': { name: 'Other' } },
  sites: { s: { enterprise: 'e-plant', name: 'S', district: '綦江区', sector: 'C36', timeZone: 'Asia/Shanghai' } },
  workshops: { 'w-plant': { site: 's', name: 'W' } },
  lines: { l: { workshop: 'w-plant', name: 'L' } },
  machines: { m1: machine('M1'), m2: machine('M2'), silent: machine('M3') },
};

let place: TempDirectory;
let server: RunningServer;
let people: Record<'city' | 'district' | 'elsewhere' | 'owner' | 'stranger', TestPerson>;

beforeAll(async () => {
  place = await createTempDirectory('recognition');
  await writeRows();
  await writeDays();
  await writeFile(join(place.path, 'plant.yaml'), JSON.stringify(plant));
  await writeFile(join(place.path, 'schemes', 'steam.yaml'), JSON.stringify(steam));
  const env = {
    TAKT_RECOGNITION_DIR: join(place.path, 'schemes'),
    TAKT_PLANT_FILE: join(place.path, 'plant.yaml'),
  };
  server = await startServer({ directory: place.path, env });
  people = await givenPeople(server, {
    city: [{ role: 'city_officer', scope: 'city:500000' }],
    district: [{ role: 'district_officer', scope: `district:${district}` }],
    elsewhere: [{ role: 'district_officer', scope: 'district:500112' }],
    owner: [{ role: 'enterprise_admin', scope: 'enterprise:e-plant' }],
    stranger: [{ role: 'enterprise_admin', scope: 'enterprise:e-other' }],
  });
  await until(async () => (await ready(people.owner)).total === 2, { what: 'the first evaluation' });
});
afterAll(async () => {
  await server?.stop();
  await place?.remove();
});

/** By this scheme a criterion cannot be known, as its indicator is not known any more. */
const words = { 'zh-CN': '名', en: 'Name' };
const criterion = (id: string, indicator: string, operator: string, threshold: unknown) => {
  return { id, indicator, operator, threshold, evidence: 'document', name: words, source: 'X' };
};
const steam = {
  id: 'steam',
  version: 1,
  countsAs: 'digital_workshop',
  subject: 'workshop',
  name: words,
  authority: words,
  document: 'X',
  year: 2020,
  validFrom: '2020-01-01',
  criteria: [
    criterion('nc', 'nc_rate', '>=', 0.6),
    criterion('networked', 'networked_rate', '>=', 0.4),
    criterion('uploaded', 'upload_rate', '>=', 0.9),
    criterion('steam', 'steam_pressure', '>=', 0),
    { ...criterion('money', 'investment_yuan', '>=', 10), thresholdByArea: { metropolitan: 5 } },
    criterion('started', 'project_started_on', '>=', '2021-01-01'),
    criterion('months', 'project_months', '<=', 30),
    criterion('finished', 'project_finished', '=', 1),
    criterion('mes', 'mes_in_use', '=', 1),
    criterion('productivity', 'productivity_change', '>=', 0.1),
    criterion('defects', 'defect_rate_change', '<=', -0.1),
  ],
};

async function writeRows(): Promise<void> {
  await mkdir(join(place.path, 'schemes'));
  const { db, close } = await openDatabase({ path: join(place.path, 'takt.db') });
  await putRegistryEnterprise(db, { id: 'e', district, plant_enterprise: 'e-plant' });
  await putRegistryEnterprise(db, { id: 'e-away', district: '500112' });
  const workshop = { enterprise: 'e', district };
  await putRegistryWorkshop(db, { id: 'w', ...workshop, plant_workshop: 'w-plant' });
  await putRegistryWorkshop(db, { id: 'w-bare', ...workshop });
  await putRegistryWorkshop(db, { id: 'w-done', ...workshop });
  await putRegistryWorkshop(db, { id: 'w-away', enterprise: 'e-away', district: '500112' });
  await putCertificate(db, { counts_as: 'digital_workshop', subject_kind: 'workshop', subject: 'w-done', ...workshop });
  const equipment = { enterprise: 'e', workshop: 'w' };
  await putEquipment(db, { ...equipment, quantity: 3, numerically_controlled: 1, networked: 0 });
  await putEquipment(db, { ...equipment, quantity: 1, numerically_controlled: 0 });
  await putEquipment(db, { ...equipment, quantity: 1 });
  await putFigure(db, { subject_kind: 'workshop', subject: 'w', indicator: 'mes_in_use', value: 0, superseded_at: 1 });
  await putFigure(db, { subject_kind: 'workshop', subject: 'w', indicator: 'mes_in_use', value: 1 });
  const dates = { started: '2024-01-15', accepted: '2026-07-15', workshops: ['w'] };
  await putProject(db, { id: 'p', ...workshop, planned_yuan: 4, paid_yuan: 6, ...dates });
  await putProject(db, { id: 'p-stopped', ...workshop, stage: 'stopped', planned_yuan: 99, workshops: ['w'] });
  const result = { project: 'p', computed_at: 7, origin: 'measured', reason: null, low: null, high: null } as const;
  const days = { error: null, days_before: 60, days_after: 45, coverage: 0.97 };
  await db
    .insertInto('effect_results')
    .values([
      { ...result, ...days, indicator: 'effectiveness', verdict: 'effective', estimate: 0.1, details: before(0.8) },
      { ...result, ...days, indicator: 'quality_ratio', verdict: 'not_shown', estimate: 0.01, details: before(0.95) },
    ])
    .execute();
  await close();
}
const before = (value: number) => JSON.stringify({ before: { value } });

/** Two of three machines told of themselves on nearly every day. */
async function writeDays(): Promise<void> {
  const store = await openDuckDbStore({ directory: join(place.path, 'telemetry') });
  for (const [code, every] of [
    ['m1', 1],
    ['m2', 2],
  ] as const) {
    const from = today - 90 * dayMs;
    const rows = Array.from({ length: 90 }, (_, day) => ({
      ...emptyFacts(),
      machine: code,
      start: from + day * dayMs,
      product: '',
      ...(day % every === 0 ? { producingMs: dayMs } : { unknownMs: dayMs }),
    }));
    await store.replaceFacts('day', [{ machine: code, from, to: today, rows }]);
  }
  await store.close();
}

const ready = (person: TestPerson, more: object = {}) =>
  person.call('readiness.list', { query: { scheme: 'steam', ...more } });
const evaluation = (person: TestPerson, id = 'w') =>
  person.call('evaluations.get', { params: { kind: 'workshop', id } });
const resultsOf = ({ evaluations }: RouteAnswer<'evaluations.get'>) =>
  Object.fromEntries((evaluations[0]?.results ?? []).map((one) => [one.criterion, one]));

describe('a workshop', () => {
  it('is judged by its equipment, telemetry, figures and projects, each with where it is from', async () => {
    const results = resultsOf(await evaluation(people.owner));
    const brief = Object.values(results).map(({ criterion: id, outcome, value, origin }) => [
      id,
      outcome,
      value,
      origin,
    ]);
    expect(brief).toEqual([
      ['nc', 'pass', 0.75, 'declared'],
      ['networked', 'pass', 0.4, 'measured'],
      ['uploaded', 'fail', 0.5, 'measured'],
      ['steam', 'unknown', null, null],
      ['money', 'pass', 6, 'declared'],
      ['started', 'pass', '2024-01-15', 'declared'],
      ['months', 'pass', 30, 'declared'],
      ['finished', 'pass', 1, 'declared'],
      ['mes', 'pass', 1, 'declared'],
      ['productivity', 'pass', 0.125, 'measured'],
      ['defects', 'fail', expect.closeTo(-0.2, 9), 'measured'],
    ]);
    expect(results.nc?.source).toMatchObject({ kind: 'equipment', id: 'w', detail: '3/4' });
    expect(results.networked?.source).toMatchObject({ kind: 'telemetry', id: 'w-plant', detail: '2/5' });
    expect(results.uploaded?.source.detail).toBe('135/270');
    expect(results.steam?.reason).toBe('indicator_gone');
    expect(results.money).toMatchObject({ threshold: 5, source: { kind: 'project', id: 'p', detail: 'paid' } });
    expect(results.defects?.reason).toBe('effect_not_shown');
  });

  it('of a bureau without consent shows nothing measured, and the list neither', async () => {
    const hidden = resultsOf(await evaluation(people.district));
    for (const id of ['networked', 'uploaded', 'productivity', 'defects'])
      expect(hidden[id]).toMatchObject({ outcome: 'unknown', value: null, origin: null, reason: 'not_shared' });
    expect(hidden.nc).toMatchObject({ outcome: 'pass', value: 0.75 });
    const { rows } = await ready(people.district);
    expect(rows.map(({ id, failed, unknown }) => [id, failed, unknown])).toEqual([
      ['w', 0, 5],
      ['w-bare', 0, 11],
    ]);
    expect(await lackingIn(people.district, 'uploaded')).toEqual(['w', 'w-bare']);
    expect(await lackingIn(people.district, 'networked')).toEqual(['w', 'w-bare']);
    expect(await lackingIn(people.owner, 'networked')).toEqual(['w-bare']);
  });

  it('is shown as measured under a consent, which is logged, and no more once it is withdrawn', async () => {
    const bureau = `district:${district}`;
    const id = await giveConsent(server, { enterprise: 'e-plant', bureau, groups: ['workshop_kpis'] });
    await until(async () => resultsOf(await evaluation(people.district)).uploaded?.value === 0.5);
    const [row] = (await ready(people.district)).rows;
    expect([row?.failed, row?.unknown]).toEqual([2, 1]);
    expect(await lackingIn(people.district, 'networked')).toEqual(['w-bare']);
    expect(resultsOf(await evaluation(people.city)).uploaded?.reason).toBe('not_shared');
    const seen = await people.owner.call('disclosures.list', { query: {} });
    expect(seen.map(({ action }) => action)).toEqual(expect.arrayContaining(['evaluations.get', 'readiness.list']));
    await people.owner.call('consents.withdraw', { params: { id } });
    expect(resultsOf(await evaluation(people.district)).uploaded).toMatchObject({ value: null, reason: 'not_shared' });
    expect(await lackingIn(people.district, 'networked')).toEqual(['w', 'w-bare']);
  });

  it('is nobody else’s, and one that does not exist is answered the same', async () => {
    const asked = { params: { kind: 'workshop', id: 'w' } } as const;
    const problem = await people.stranger.refused('evaluations.get', asked);
    expect(problem.status).toBe(404);
    expect(await people.elsewhere.refused('evaluations.get', asked)).toEqual(problem);
    expect(await people.owner.refused('evaluations.get', { params: { kind: 'workshop', id: 'none' } })).toEqual(
      problem,
    );
    expect((await ready(people.stranger)).total).toBe(0);
    expect((await ready(people.elsewhere)).rows.map(({ id }) => id)).toEqual(['w-away']);
    expect((await ready(people.city)).total).toBe(3);
    expect((await ready(people.city, { district: '500112' })).total).toBe(1);
    expect((await ready(people.city, { limit: 1, offset: 1 })).rows).toHaveLength(1);
  });
});

async function lackingIn(person: TestPerson, lacking: string): Promise<string[]> {
  return (await ready(person, { lacking })).rows.map(({ id }) => id);
}

describe('a scheme', () => {
  const { id: _id, version: _version, ...body } = steam;
  const edit = (more: object) => ({ params: { id: 'steam' }, body: { basedOn: 1, ...body, ...more } }) as never;

  it('is confirmed criterion by criterion by the city, and that can be taken back', async () => {
    const asked = (confirmed: boolean) =>
      ({ params: { id: 'steam', version: 1, criterion: 'nc' }, body: { confirmed, note: 'page 3' } }) as const;
    const get = () => people.city.call('schemes.get', { params: { id: 'steam', version: 1 } });
    expect((await get()).unverified).toHaveLength(steam.criteria.length);
    await people.city.call('schemes.confirm', asked(true));
    await people.city.call('schemes.confirm', asked(true));
    const { unverified, confirmations } = await get();
    expect(unverified).not.toContain('nc');
    expect(confirmations).toMatchObject([
      { criterion: 'nc', confirmed: true, note: 'page 3', byName: 'Name of city (tests)' },
    ]);
    expect((await people.district.refused('schemes.confirm', asked(false))).status).toBe(403);
    await people.city.call('schemes.confirm', asked(false));
    expect((await get()).unverified).toContain('nc');
    const nowhere = { params: { id: 'steam', version: 1, criterion: 'none' }, body: { confirmed: true } };
    expect((await people.city.refused('schemes.confirm', nowhere)).status).toBe(404);
  });

  it('takes a new version after every application of the former one, and judges by it', async () => {
    expect(await fieldsOf(edit({ validFrom: '2019-01-01' }))).toEqual(['validFrom']);
    expect(await fieldsOf(edit({ validFrom: '2026-03-10' }), { appliedOn: '2026-03-10' })).toEqual(['validFrom']);
    expect(await fieldsOf(edit({ criteria: [body.criteria[0], body.criteria[0]] }))).not.toEqual([]);
    expect((await people.city.refused('schemes.add', edit({ criteria: 'x'.repeat(500_000) }))).status).toBe(400);
    expect((await people.owner.refused('schemes.add', edit({ validFrom: '2026-04-01' }))).status).toBe(403);
    const easier = edit({ validFrom: '2026-04-01', criteria: [criterion('nc', 'nc_rate', '>=', 0.1)] });
    const both = await Promise.allSettled([
      people.city.call('schemes.add', easier),
      people.city.call('schemes.add', easier),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const problem = await people.city.refused('schemes.add', easier);
    expect([problem.status, problem.detail]).toEqual([
      409,
      expect.stringContaining('Name of city (tests) made version 2'),
    ]);
    const listed = (await people.city.call('schemes.list', {})).filter(({ id }) => id === 'steam');
    expect(listed.map(({ version, validTo, inForce }) => [version, validTo, inForce])).toEqual([
      [1, '2026-03-31', false],
      [2, undefined, true],
    ]);
    const { evaluations } = await evaluation(people.owner);
    expect(evaluations[0]).toMatchObject({ scheme: { version: 2 }, failed: 0, unknown: 0 });
    await until(async () => (await ready(people.district)).rows[0]?.distance === 0, { what: 'all to be judged by it' });
  });

  async function fieldsOf(asked: never, { appliedOn }: { appliedOn?: string } = {}): Promise<string[]> {
    if (appliedOn) await writeApplication(appliedOn);
    const problem = await people.city.refused('schemes.add', asked);
    return (problem.errors ?? []).map(({ field }) => field);
  }
});

async function writeApplication(applied_on: string): Promise<void> {
  const { db, close } = await openDatabase({ path: join(place.path, 'takt.db') });
  const subject = { subject_kind: 'workshop', subject: 'w', enterprise: 'e', district } as const;
  const dates = { created_at: 1, created_by: 'test', updated_at: 1, revision: 1 };
  await db
    .insertInto('recognition_applications')
    .values({
      id: 'a',
      number: 'A',
      scheme: 'steam',
      version: 1,
      ...subject,
      state: 'approved',
      applied_on,
      self_check: '{}',
      ...dates,
    })
    .execute();
  await close();
}
