// Plans of a year on a real server: set by the city, seen by each district as its own; months are frozen once and corrected beside.
import { join } from 'node:path';
import type { RouteAnswer } from '@takt/model/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, type NewRow, openDatabase } from '../../server/src/platform/database/index.ts';
import { readRegions } from '../../server/src/region/index.ts';
import { correctMonths, createTargetFigures, freezeMonths } from '../../server/src/targets/index.ts';
import { givenPeople, type TestPerson } from '../harness/people.ts';
import { type RunningServer, startServer } from '../harness/server.ts';

const city = '500000';
const qijiang = '500110';
const wanzhou = '500101';
const year = Number(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 4));

describe('targets and the cockpit', () => {
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
    await database.db
      .insertInto('registry_enterprises')
      .values([enterprise('e1', qijiang), enterprise('e2', wanzhou)])
      .execute();
    await database.db
      .insertInto('certificates')
      .values([
        certificate('c1', qijiang, { issued_on: `${year}-01-01` }),
        certificate('c2', qijiang, { issued_on: `${year - 1}-05-01`, state: 'warned', warned_on: `${year}-01-01` }),
        certificate('c3', wanzhou, { issued_on: `${year}-01-01` }),
      ])
      .execute();
    await database.db.insertInto('retrofit_projects').values(project('p1', qijiang)).execute();
    const dates = { planned_from: null, planned_to: `${year - 1}-12-31`, actual_from: null, actual_to: null };
    await database.db
      .insertInto('retrofit_stages')
      .values({ project: 'p1', stage: 'plan', ...dates })
      .execute();
  });
  afterAll(async () => {
    await database?.close();
    await server?.stop();
  });

  const plans = (revision: number, plan: number | null = 3) => ({
    body: { year, plans: [{ region: qijiang, indicator: 'digital_workshops' as const, plan, revision }] },
  });
  async function targetOf(person: TestPerson, region: string) {
    const { rows } = await person.call('targets.list', { query: { year } });
    return rows.find((row) => row.region === region && row.indicator === 'digital_workshops');
  }

  it('are set by the city, once for each revision, and logged', async () => {
    const set = await people.ofCity.call('targets.set', plans(0));
    expect(set).toEqual([{ region: qijiang, indicator: 'digital_workshops', plan: 3, revision: 1 }]);
    expect(await targetOf(people.ofCity, qijiang)).toMatchObject({
      plan: 3,
      revision: 1,
      achieved: 2,
      setBy: expect.any(String),
    });
    expect(await targetOf(people.ofCity, city)).toMatchObject({ plan: null, planOfDistricts: 3, achieved: 3 });
    await expect(people.ofCity.call('targets.set', plans(0))).rejects.toThrow('answered 409');
    const [entry] = await database.db
      .selectFrom('audit_entries')
      .selectAll()
      .where('action', '=', 'targets.set')
      .execute();
    expect(entry).toMatchObject({
      code: `${year} ${qijiang} digital_workshops`,
      scope: `district:${qijiang}`,
      after: '{"plan":3}',
    });
  });

  it('of two at once one is told that the other was faster', async () => {
    const both = await Promise.allSettled(
      [1, 1].map((revision) => people.ofCity.call('targets.set', plans(revision, 4))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')).toMatchObject({
      reason: { message: expect.stringContaining('answered 409') },
    });
    expect(await targetOf(people.ofCity, qijiang)).toMatchObject({ plan: 4, revision: 2 });
  });

  it('refuse as a whole what is wrong in one of them, and name it', async () => {
    const wrong = [
      { region: 'nowhere', indicator: 'digital_workshops' as const, plan: 1, revision: 0 },
      { region: wanzhou, indicator: 'key_process_nc_rate' as const, plan: 1.5, revision: 0 },
      { region: wanzhou, indicator: 'smart_factories' as const, plan: 1.5, revision: 0 },
    ];
    const body = { year, plans: [{ ...wrong[2], plan: 1, region: qijiang }, ...wrong] as never };
    await expect(people.ofCity.call('targets.set', { body })).rejects.toThrow('answered 422');
    const rows = await database.db
      .selectFrom('targets')
      .select('region')
      .where('indicator', '=', 'smart_factories')
      .execute();
    expect(rows).toEqual([]);
    const huge = {
      body: { year, plans: [{ region: qijiang, indicator: 'digital_workshops', plan: 1e12, revision: 2 }] },
    };
    await expect(people.ofCity.call('targets.set', huge as never)).rejects.toThrow('answered 400');
  });

  it('a district sees its own and nothing else', async () => {
    const { rows, maySet } = await people.ofQijiang.call('targets.list', { query: { year } });
    expect([...new Set(rows.map(({ region }) => region))]).toEqual([qijiang]);
    expect(maySet).toBe(false);
    await expect(people.ofQijiang.call('targets.set', plans(2))).rejects.toThrow('answered 403');
    for (const region of [city, wanzhou, 'nowhere'])
      await expect(people.ofQijiang.call('targets.months', { query: { year, region } })).rejects.toThrow(
        'answered 404',
      );
    await expect(people.ofPlant.call('targets.list', { query: {} })).rejects.toThrow('answered 403');
  });

  it('the cockpit of the city counts all districts, that of a district its own', async () => {
    const whole = await people.ofCity.call('cockpit.get', { query: {} });
    expect(whole).toMatchObject({ region: city, totals: { enterprises: 2 } });
    expect(whole.districts).toHaveLength(41);
    const own = await people.ofQijiang.call('cockpit.get', { query: {} });
    expect(own).toMatchObject({ region: qijiang, regions: [qijiang], totals: { enterprises: 1 } });
    expect(own.districts.map(({ code }) => code)).toEqual([qijiang]);
    expect(own.newly.map(({ id }) => id)).toEqual(['c1', 'c2']);
    expect(own.risks.counts).toMatchObject({ warned_certificate: 1, overdue_project: 1, blocked_project: 1 });
    expect(own.pipeline.find(({ stage }) => stage === 'plan')).toMatchObject({ projects: 1, plannedYuan: 1e6 });
    const workshops = own.indicators.find(({ indicator }) => indicator === 'digital_workshops');
    expect(workshops).toMatchObject({ plan: 4, achieved: 2 });
    expect(workshops?.trend.lastYear.at(-1)).toBe(1);
    expect(workshops?.trend.thisYear.at(-1)).toBe(2);
    for (const region of [city, wanzhou])
      await expect(people.ofQijiang.call('cockpit.get', { query: { region } })).rejects.toThrow('answered 404');
    await expect(people.ofPlant.call('cockpit.get', { query: {} })).rejects.toThrow('answered 403');
  });

  it('a figure leads to the projects it is made of', async () => {
    const listed = async (query: { approvedIn?: number; closedIn?: number }) =>
      (await people.ofQijiang.call('projects.list', { query })).rows.map(({ id }) => id);
    expect(await listed({ approvedIn: year })).toEqual(['p1']);
    expect(await listed({ approvedIn: year - 1 })).toEqual([]);
    expect(await listed({ closedIn: year })).toEqual([]);
  });

  it('a month is frozen once; what changes later stands beside it', async () => {
    const { db } = database;
    const regions = await readRegions('config/regions/chongqing.yaml');
    let now = Date.UTC(year, 3, 30, 16, 5);
    const parts = { db, regions, clock: () => now };
    const freeze = () => freezeMonths({ ...parts, figures: createTargetFigures(parts) });
    const months = async (): Promise<RouteAnswer<'targets.months'>> => {
      const all = await people.ofQijiang.call('targets.months', { query: { year, region: qijiang } });
      return all.filter(({ indicator }) => indicator === 'digital_workshops');
    };
    // May has begun in the city, not yet in UTC; what was written first was written in January.
    expect(await freeze()).toBe(4);
    expect(await freeze()).toBe(0);
    const frozen = await months();
    expect(frozen.map(({ month, achieved }) => [month, achieved])).toEqual(
      [1, 2, 3, 4].map((month) => [`${year}-0${month}`, 2]),
    );
    expect(frozen.at(-1)).toMatchObject({ plan: 4, pipeline: 0, corrections: [] });
    // Nobody knows any more what was under way in January.
    expect(frozen[0]).toMatchObject({ pipeline: null, forecast: null });

    now += 86_400_000;
    await db
      .insertInto('certificates')
      .values(certificate('late', qijiang, { issued_on: `${year}-04-10`, recorded_at: now }))
      .execute();
    await db
      .updateTable('certificates')
      .set({ state: 'withdrawn', withdrawn_on: `${year}-03-05` })
      .where('id', '=', 'c2')
      .execute();
    now += 86_400_000;
    // Two processes at once write each correction once: of March and April, of the district and of the city.
    await Promise.all([correctMonths(parts), correctMonths(parts)]);
    expect(await correctMonths(parts)).toBe(0);
    const corrected = await months();
    expect(
      corrected.map(({ achieved, corrections }) => [achieved, corrections.map(({ after, reason }) => [after, reason])]),
    ).toEqual([
      [2, []],
      [2, []],
      [2, [[1, 'withdrawn_back']]],
      [2, []],
    ]);
    now += 86_400_000;
    await db
      .insertInto('certificates')
      .values(certificate('later', qijiang, { issued_on: `${year}-03-20`, recorded_at: now }))
      .execute();
    now += 86_400_000;
    expect(await correctMonths(parts)).toBe(4);
    const again = (await months()).map(({ corrections }) => corrections.map(({ after, reason }) => [after, reason]));
    expect(again.slice(2)).toEqual([
      [
        [1, 'withdrawn_back'],
        [2, 'registered_late'],
      ],
      // One more than was frozen: two registered since, one withdrawn.
      [[3, 'changed']],
    ]);
  });
});

const origin = {
  origin: 'imported' as const,
  recorded_at: Date.UTC(year, 0, 5),
  recorded_by: 'test',
  recorded_by_name: 'test',
  import: null,
  revision: 1,
};

function enterprise(id: string, district: string): NewRow<'registry_enterprises'> {
  return {
    id,
    name: `Enterprise ${id}`,
    name_key: id,
    uscc: null,
    district,
    town: null,
    size_class: null,
    sector: 'C3670',
    chain: null,
    chain_role: null,
    address: null,
    plant_enterprise: null,
    state: 'active',
    merged_into: null,
    demonstration: 0,
    created_at: origin.recorded_at,
    ...origin,
  };
}

function certificate(id: string, district: string, more: Partial<NewRow<'certificates'>>): NewRow<'certificates'> {
  return {
    id,
    number: id,
    application: null,
    scheme: 's',
    version: 1,
    counts_as: 'digital_workshop',
    subject_kind: 'workshop',
    subject: `w-${id}`,
    enterprise: district === qijiang ? 'e1' : 'e2',
    district,
    issued_on: `${year}-01-01`,
    valid_until: null,
    state: 'valid',
    warned_on: null,
    withdrawn_on: null,
    reason: null,
    origin: 'imported',
    evidence: null,
    recorded_at: origin.recorded_at,
    revision: 1,
    ...more,
  };
}

/** Late and blocked. */
function project(id: string, district: string): NewRow<'retrofit_projects'> {
  const at = origin.recorded_at;
  return {
    id,
    code: id,
    name: id,
    enterprise: 'e1',
    district,
    type: 'equipment',
    stage: 'plan',
    stopped_in: null,
    stop_reason: null,
    description: null,
    planned_yuan: 1e6,
    paid_yuan: 0,
    funding: '[]',
    supplier: null,
    responsible: '[]',
    go_live: null,
    blocked_since: at,
    blocked_reason: 'x',
    route: 'district',
    approval: 'approved',
    submitted_at: at,
    approved_at: at,
    created_at: at,
    created_by: 'test',
    updated_at: at,
    revision: 1,
  };
}
