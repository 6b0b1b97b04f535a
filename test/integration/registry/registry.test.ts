// The registry on a real server: kept by a bureau and by an enterprise for itself, two at once, strangers, links, duplicates, merging.
import type { EnterpriseRecord, Problem } from '@takt/model/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { giveConsent, givenPeople, type TestPerson } from '../../harness/people.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';

let server: RunningServer;
let people: Record<'officer' | 'second' | 'stranger' | 'city' | 'owner' | 'manager', TestPerson>;
let gears: EnterpriseRecord;

const district = '綦江';
const call = () => people.officer.call;

beforeAll(async () => {
  server = await startServer();
  const site = { name: 'S', timeZone: 'Asia/Shanghai', sector: 'C36' };
  const plant = {
    enterprises: { 'p-gears': { name: 'Plant of gears' }, 'p-far': { name: 'Far away' } },
    sites: {
      s1: { ...site, enterprise: 'p-gears', district: '綦江' },
      s2: { ...site, enterprise: 'p-far', district: '渝北区' },
    },
    workshops: { w1: { site: 's1', name: 'W1' }, w2: { site: 's2', name: 'W2' } },
    lines: { l1: { workshop: 'w1', name: 'L1' }, l2: { workshop: 'w2', name: 'L2' } },
    machines: {
      m1: { line: 'l1', name: 'M1', idealCycleSeconds: 30 },
      m2: { line: 'l2', name: 'M2', idealCycleSeconds: 30 },
    },
  };
  await server.call('plant.put', { body: plant as never });
  people = await givenPeople(server, {
    officer: [{ role: 'district_officer', scope: 'district:500110' }],
    second: [{ role: 'district_officer', scope: 'district:500110' }],
    stranger: [{ role: 'district_officer', scope: 'district:500112' }],
    city: [{ role: 'city_officer', scope: 'city:500000' }],
    owner: [{ role: 'enterprise_admin', scope: 'enterprise:p-gears' }],
    manager: [{ role: 'plant_manager', scope: 'site:s1' }],
  });
  gears = await call()('registry.create', {
    body: { name: '重庆綦江齿轮有限公司', uscc: '91350100m000100y43', district, sector: '3670', sizeClass: 'medium' },
  });
}, 60_000);
afterAll(() => server?.stop());

/** The current revision with what was seen. */
const again = async (person: TestPerson, id = gears.id) =>
  (await person.call('registry.get', { params: { id } })).enterprise;
interface Refused {
  status: number;
  problem: Problem | undefined;
}
/** Status 200 and no problem where it is none. */
const refusalOf = (asked: Promise<unknown>): Promise<Refused> =>
  asked.then(
    () => ({ status: 200, problem: undefined }),
    (error: Error) => {
      const [, status, text = ''] = / answered (\d+): (.*)$/s.exec(error.message) ?? [];
      if (status === undefined) throw error;
      return { status: Number(status), problem: JSON.parse(text) as Problem };
    },
  );

it('takes an enterprise in by codes, and says of each field what is wrong', async () => {
  expect(gears).toMatchObject({
    uscc: '91350100M000100Y43',
    district: '500110',
    sector: 'C3670',
    origin: 'declared',
    by: 'Name of officer (tests)',
    revision: 1,
  });
  const create = (body: object) =>
    refusalOf(call()('registry.create', { body: { name: 'X', district, ...body } as never }));
  expect((await create({ uscc: '91350100M000100Y44' })).problem?.errors?.[0]?.field).toBe('uscc');
  expect((await create({ uscc: gears.uscc })).problem?.errors?.[0]?.field).toBe('uscc');
  expect((await create({ sector: '99', chain: '造船' })).problem?.errors?.map(({ field }) => field)).toEqual([
    'sector',
    'chain',
  ]);
  expect((await create({ name: 'x'.repeat(121) })).status).toBe(400);
  expect((await create({ colour: 'blue' })).problem?.errors?.[0]?.field).toBe('colour');
  expect((await create({ district: '渝北' })).status).toBe(403);
  const nowhere = people.city.call('registry.create', { body: { name: 'X', district: '火星' } });
  expect((await refusalOf(nowhere)).problem?.errors?.[0]?.field).toBe('district');
});

it('finds it by name, code and what it is, within one’s district', async () => {
  const found = async (person: TestPerson, query: object) =>
    (await person.call('registry.list', { query: query as never })).rows.map(({ id }) => id);
  for (const query of [
    { q: '齿轮' },
    { q: '重庆綦江齿轮有限公司' },
    { q: '91350100m' },
    { sector: 'C' },
    { sector: '36', size: 'medium' },
  ])
    expect(await found(people.officer, query)).toEqual([gears.id]);
  for (const query of [{ q: '轴承' }, { q: '%' }, { sector: 'C37' }, { connected: 'true' }, { state: 'closed' }])
    expect(await found(people.officer, query)).toEqual([]);
  expect(await found(people.city, { district: '綦江区' })).toEqual([gears.id]);
  expect(await found(people.stranger, {})).toEqual([]);
  expect(await refusalOf(people.stranger.call('registry.get', { params: { id: gears.id } }))).toMatchObject({
    status: 404,
  });
});

it('lets the second of two at once know who was first', async () => {
  const seen = await again(people.officer);
  const { name, sector, sizeClass, uscc, revision } = seen;
  const change = (person: TestPerson, address: string) =>
    person.call('registry.change', {
      params: { id: gears.id },
      body: { name, sector, sizeClass, uscc, district, address, revision },
    });
  const answers = await Promise.all([refusalOf(change(people.officer, 'A')), refusalOf(change(people.second, 'B'))]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const [late] = answers.filter(({ status }) => status === 409);
  expect(late?.problem?.detail).toMatch(/was changed by Name of (officer|second) \(tests\) at 20/);
});

it('is linked only to what lies in its district, and then is the enterprise’s own to keep, but for what is the bureau’s', async () => {
  const link = (code: string, revision: number) =>
    call()('registry.link', { params: { id: gears.id }, body: { code, revision } });
  const { revision } = await again(people.officer);
  expect((await refusalOf(link('p-far', revision))).status).toBe(422);
  expect((await refusalOf(link('p-none', revision))).status).toBe(422);
  expect(await refusalOf(people.owner.call('registry.get', { params: { id: gears.id } }))).toMatchObject({
    status: 404,
  });
  expect(await link('p-gears', revision)).toMatchObject({ plant: { code: 'p-gears', name: 'Plant of gears' } });

  const mine = await people.owner.call('registry.get', { params: { id: gears.id } });
  expect(mine.may).toEqual({ write: true, official: false });
  const {
    plant: _p,
    state: _s,
    mergedInto: _m,
    demonstration: _d,
    origin: _o,
    since: _t,
    by: _b,
    id: _i,
    ...fields
  } = mine.enterprise;
  const change = (more: object) =>
    refusalOf(people.owner.call('registry.change', { params: { id: gears.id }, body: { ...fields, ...more } }));
  expect(await change({ uscc: null })).toMatchObject({ status: 403 });
  expect(await change({ district: '渝北' })).toMatchObject({ status: 403 });
  expect(await change({ address: '古南街道 1 号' })).toMatchObject({ status: 200 });
  const body = { revision: fields.revision + 1 };
  expect(await refusalOf(people.owner.call('registry.close', { params: { id: gears.id }, body }))).toMatchObject({
    status: 403,
  });
  // Its people see it from below, and contacts are told to those who work on it.
  const { may } = await people.manager.call('registry.get', { params: { id: gears.id } });
  expect(may.write).toBe(false);
  expect(await refusalOf(people.manager.call('contacts.list', { params: { id: gears.id } }))).toMatchObject({
    status: 403,
  });
});

it('keeps sites, workshops and equipment, counts pieces, and tells what was heard to those who may know', async () => {
  const { owner, officer } = people;
  const site = await owner.call('registrySites.add', { params: { id: gears.id }, body: { name: '一厂' } });
  const workshop = await owner.call('registryWorkshops.add', {
    params: { id: gears.id },
    body: { name: '机加车间', site: site.id },
  });
  expect(workshop.district).toBe('500110');
  const add = (body: object) => owner.call('equipment.add', { params: { id: workshop.id }, body: body as never });
  const lathe = await add({ name: '数控车床', numericallyControlled: true, keyProcess: true });
  await add({ name: '普通车床', quantity: 3, numericallyControlled: false });
  await add({ name: '行车', quantity: 2 });
  const rates = { nc: { count: 1, of: 4, unsaid: 2, rate: 0.25 }, keyProcessNc: { count: 1, of: 1, rate: 1 } };
  const detail = await owner.call('registry.get', { params: { id: gears.id } });
  expect(detail.rates).toMatchObject(rates);
  expect(detail.workshops[0]?.rates).toMatchObject(rates);
  expect(detail.networked).toEqual({ state: 'not_connected' });

  const linkWorkshop = (code: string, revision: number) =>
    officer.call('registryWorkshops.link', { params: { id: workshop.id }, body: { code, revision } });
  expect((await refusalOf(linkWorkshop('w2', 1))).status).toBe(422);
  await linkWorkshop('w1', 1);
  const linkMachine = (code: string, revision: number) =>
    owner.call('equipment.link', { params: { id: lathe.id }, body: { code, revision } });
  expect((await refusalOf(linkMachine('m2', 1))).status).toBe(422);
  expect(await linkMachine('m1', 1)).toMatchObject({ plant: { code: 'm1', name: 'M1' } });
  const networked = async (person: TestPerson) =>
    (await person.call('registryWorkshops.get', { params: { id: workshop.id } })).networked;
  expect(await networked(owner)).toMatchObject({ state: 'measured', count: 0, of: 6 });
  expect(await networked(officer)).toEqual({ state: 'not_shared' });
  await giveConsent(server, { enterprise: 'p-gears', bureau: 'district:500110', groups: ['workshop_kpis'] });
  await expect.poll(() => networked(officer), { timeout: 8000 }).toMatchObject({ state: 'measured' });

  const gone = await owner.call('equipment.state', {
    params: { id: lathe.id },
    body: { revision: 2, state: 'removed' },
  });
  expect(gone).toMatchObject({ state: 'removed', plant: null });
  expect((await owner.call('registry.get', { params: { id: gears.id } })).rates.pieces).toBe(5);
});

it('keeps figures with those they took the place of, and a history of all of it', async () => {
  const params = { subject: 'enterprise', id: gears.id } as const;
  const year = { from: '2025-01-01', to: '2025-12-31' };
  const declare = (value: number) =>
    people.owner.call('figures.declare', { params, body: { indicator: 'revenue', value, ...year } });
  expect((await refusalOf(declare(-1))).problem?.errors?.[0]?.field).toBe('value');
  await declare(120_000_000);
  await declare(130_000_000);
  const { figures } = await call()('registry.get', { params: { id: gears.id } });
  expect(figures.map(({ value, origin, by }) => ({ value, origin, by }))).toEqual([
    { value: 130_000_000, origin: 'declared', by: 'Name of owner (tests)' },
  ]);
  const all = await call()('figures.list', { params, query: {} });
  expect(all.map(({ supersededAt }) => supersededAt === null)).toEqual([true, false]);
  const history = await call()('registry.history', { params: { id: gears.id }, query: {} });
  const actions = history.map(({ action }) => action);
  expect(actions.at(-1)).toBe('registry.create');
  for (const action of ['registry.link', 'registrySites.add', 'registryWorkshops.link', 'figures.declare'])
    expect(actions).toContain(action);
});

it('finds duplicates, dismisses those that are two, and merges those that are one', async () => {
  const { officer, owner } = people;
  const create = (name: string) => officer.call('registry.create', { body: { name, district } });
  const [twin, other] = [await create('重庆綦江 齿轮 股份有限公司'), await create('重庆綦江齿轮厂有限公司')];
  const phone = { name: '王', phone: '+86 138 0000 0000' };
  await officer.call('contacts.add', { params: { id: gears.id }, body: phone });
  await officer.call('contacts.add', { params: { id: twin.id }, body: { ...phone, phone: '13800000000' } });
  await officer.call('registryWorkshops.add', { params: { id: twin.id }, body: { name: '热处理车间' } });
  await officer.call('figures.declare', {
    params: { subject: 'enterprise', id: twin.id },
    body: { indicator: 'employees', value: 300 },
  });
  const pairs = async () =>
    (await officer.call('duplicates.list', { query: {} })).rows.map(({ first, second, reasons }) => ({
      ids: [first.id, second.id].sort(),
      reasons: [...reasons].sort(),
    }));
  expect((await pairs())[0]).toEqual({ ids: [gears.id, twin.id].sort(), reasons: ['name', 'phone'] });
  expect(await pairs()).toContainEqual({ ids: [gears.id, other.id].sort(), reasons: ['similar'] });
  for (const two of [gears, twin])
    await officer.call('duplicates.dismiss', { body: { first: other.id, second: two.id } });
  expect(await pairs()).toHaveLength(1);

  const winnerRevision = (await again(officer)).revision;
  const merge = (loserRevision: number) => {
    const body = { winner: gears.id, loser: twin.id, winnerRevision, loserRevision };
    return officer.call('duplicates.merge', { body });
  };
  expect((await refusalOf(merge(7))).status).toBe(409);
  const answers = await Promise.all([refusalOf(merge(1)), refusalOf(merge(1))]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);

  const led = await officer.call('registry.get', { params: { id: twin.id } });
  expect(led.enterprise).toMatchObject({ id: gears.id, uscc: gears.uscc, plant: { code: 'p-gears' } });
  expect(led.workshops.map(({ name }) => name)).toContain('热处理车间');
  expect(led.figures.map(({ indicator }) => indicator)).toContain('employees');
  expect(await officer.call('contacts.list', { params: { id: gears.id } })).toHaveLength(2);
  expect(await pairs()).toEqual([]);
  const [entry] = await officer.call('registry.history', { params: { id: gears.id }, query: {} });
  expect(entry).toMatchObject({
    action: 'duplicates.merge',
    after: { merged: twin.id, moved: { workshops: 1, contacts: 1, figures: 1 } },
  });
  const late = owner.call('contacts.add', { params: { id: twin.id }, body: { name: 'X' } });
  expect((await refusalOf(late)).status).toBe(404);
  const own = officer.call('contacts.add', { params: { id: twin.id }, body: { name: 'X' } });
  expect((await refusalOf(own)).problem?.detail).toContain(gears.id);
});

it('is not merged while both are measured, or both apply; closing keeps it', async () => {
  const { officer } = people;
  const [one, two] = await Promise.all(
    ['甲方机械', '乙方机械'].map((name) => officer.call('registry.create', { body: { name, district } })),
  );
  if (!one || !two) throw new Error('nothing was made');
  const same = { winner: one.id, loser: one.id, winnerRevision: 1, loserRevision: 1 };
  expect((await refusalOf(officer.call('duplicates.merge', { body: same }))).status).toBe(422);
  const foreign = { ...same, loser: 'nowhere' };
  expect((await refusalOf(officer.call('duplicates.merge', { body: foreign }))).status).toBe(404);
  const closed = await officer.call('registry.close', { params: { id: two.id }, body: { revision: 1 } });
  expect(closed.state).toBe('closed');
  const again_ = officer.call('registry.close', { params: { id: two.id }, body: { revision: 2 } });
  expect((await refusalOf(again_)).status).toBe(409);
  const { rows } = await officer.call('registry.list', { query: { state: 'closed' } });
  expect(rows.map(({ id }) => id)).toEqual([two.id]);
  await officer.call('registry.reopen', { params: { id: two.id }, body: { revision: 2 } });
});
