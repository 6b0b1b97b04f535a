// Of the plant everybody is shown their part and writes below what is theirs; of others nothing is told.
import type { Consent } from '@takt/model/access';
import { type Plant, plantSchema } from '@takt/model/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Caller, system } from '../../../../server/src/platform/caller.ts';
import { as, callerWith } from './callers.ts';
import { openTestPlant } from './fixture.ts';

const shifts = [{ code: 'a', name: 'Early', start: '06:00', end: '14:00' }];
const tenantOf = (mark: string, district: string) => ({
  enterprises: { [`${mark}-corp`]: { name: `${mark} Corporation` } },
  calendars: { [`${mark}-days`]: { name: `${mark} days`, enterprise: `${mark}-corp`, shifts } },
  sites: {
    [`${mark}-site`]: { enterprise: `${mark}-corp`, name: `${mark} site`, district, sector: 'C36', timeZone: 'UTC' },
  },
  workshops: { [`${mark}-shop`]: { site: `${mark}-site`, name: `${mark} shop`, calendar: `${mark}-days` } },
  lines: { [`${mark}-line`]: { workshop: `${mark}-shop`, name: `${mark} line` } },
  machines: { [`${mark}-mill`]: { line: `${mark}-line`, name: `${mark} mill`, idealCycleSeconds: 30 } },
});
const [heron, magpie] = [tenantOf('heron', 'xiaoshan'), tenantOf('magpie', 'yuhang')];
const both: Plant = plantSchema.parse(
  Object.fromEntries(
    [...Object.keys(heron)].map((kind) => [
      kind,
      { ...heron[kind as keyof typeof heron], ...magpie[kind as keyof typeof magpie] },
    ]),
  ),
);
const shared = { name: 'Everybody', shifts };

let at: Awaited<ReturnType<typeof openTestPlant>>;
beforeEach(async () => {
  at = await openTestPlant();
  await at.put(both);
  await at.put(plantSchema.parse({ calendars: { shared } }));
});
afterEach(() => at.close());

const nothing = { query: undefined, body: undefined, params: undefined };
const whole = async (caller: Caller) => {
  const outcome = await at.plant.routes['plant.get']({ ...nothing, caller });
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  return outcome.value as Plant;
};
const codesOf = (plant: Plant) => Object.values(plant).flatMap((kind) => Object.keys(kind));
const putAll = (body: object, caller: Caller) =>
  at.plant.routes['plant.put']({ params: undefined, query: undefined, body: plantSchema.parse(body), caller });
const consent = (groups: Consent['groups']): Consent => ({
  id: 'c1',
  enterprise: 'heron-corp',
  bureau: { level: 'district', code: 'xiaoshan' },
  groups,
  purpose: 'a survey',
  from: 0,
  until: 2000,
  withdrawnAt: null,
});
const ours = ['heron-corp', 'heron-days', 'shared', 'heron-site', 'heron-shop', 'heron-line', 'heron-mill'];

describe('what is shown', () => {
  test.each([
    ['enterprise_admin', 'enterprise:heron-corp'],
    ['plant_manager', 'site:heron-site'],
    ['supervisor', 'workshop:heron-shop'],
    ['operator', 'line:heron-line'],
  ] as const)('a %s sees their part with what it lies in', async (role, scope) => {
    expect(codesOf(await whole(as(at.plant, role, scope))).sort()).toEqual([...ours].sort());
  });

  test('a bureau sees no lines and machines, but with the enterprise’s consent, which is noted once for a site', async () => {
    const without = codesOf(await whole(as(at.plant, 'district_officer', 'district:xiaoshan')));
    expect(without.sort()).toEqual(ours.filter((code) => !/line|mill/.test(code)).sort());
    const officer = as(at.plant, 'district_officer', 'district:xiaoshan', { consents: [consent(['machine_kpis'])] });
    expect(codesOf(await whole(officer)).sort()).toEqual([...ours].sort());
    expect(officer.opened().map(({ permission, scope }) => [permission, scope])).toEqual([
      ['machines.read', { level: 'site', code: 'heron-site' }],
    ]);
  });

  test('a token without the permission for machines gets the plant without them', async () => {
    const token = { permissions: ['plant.read'] as const };
    const plant = await whole(as(at.plant, 'platform_admin', 'platform', { token }));
    expect([Object.keys(plant.lines), Object.keys(plant.machines)]).toEqual([[], []]);
    expect(Object.keys(plant.workshops)).toHaveLength(2);
  });

  test('a token for one line gets a plant in which everything leads somewhere', async () => {
    const token = { permissions: ['plant.read', 'machines.read'] as const, scope: 'line:heron-line' };
    const plant = await whole(as(at.plant, 'enterprise_admin', 'enterprise:heron-corp', { token }));
    expect(codesOf(plant).sort()).toEqual([...ours].sort());
  });

  test('lists and calendars are the same part, and a foreign calendar is as one that does not exist', async () => {
    const caller = as(at.plant, 'plant_manager', 'site:heron-site');
    const machines = await at.plant.routes['machines.list']({ ...nothing, caller });
    expect(machines.ok && machines.value.map(({ code }) => code)).toEqual(['heron-mill']);
    const calendars = await at.plant.routes['calendars.list']({ ...nothing, caller });
    expect(calendars.ok && calendars.value.map(({ code }) => code)).toEqual(['heron-days', 'shared']);
    const get = (code: string) => at.plant.routes['calendars.get']({ ...nothing, params: { code }, caller });
    const [foreign, none] = [await get('magpie-days'), await get('no-such-days')];
    expect(foreign).toMatchObject({ ok: false, refusal: { kind: 'not_found' } });
    expect(JSON.stringify(foreign).replace('magpie', 'no-such')).toBe(JSON.stringify(none));
  });
});

describe('what may be written', () => {
  const manager = () => as(at.plant, 'plant_manager', 'site:heron-site');
  const admin = () => as(at.plant, 'enterprise_admin', 'enterprise:heron-corp');
  const put = (
    kind: 'sites' | 'workshops' | 'lines' | 'machines' | 'enterprises',
    code: string,
    body: object,
    by: Caller,
  ) => at.plant.routes[`${kind}.put`]({ params: { code }, query: undefined, body: body as never, caller: by });
  const site = { enterprise: 'heron-corp', name: 'New', district: 'x', sector: 'C36', timeZone: 'UTC' };

  test('below one’s own part, and not the part itself', async () => {
    expect(await put('workshops', 'new-shop', { site: 'heron-site', name: 'New' }, manager())).toMatchObject({
      ok: true,
    });
    expect(await put('sites', 'heron-site', site, manager())).toMatchObject({ refusal: { kind: 'forbidden' } });
    expect(await put('sites', 'heron-site', site, admin())).toMatchObject({ ok: true });
    expect(await put('enterprises', 'heron-corp', { name: 'Ours' }, admin())).toMatchObject({
      refusal: { kind: 'forbidden', detail: 'you may not write enterprise "heron-corp"' },
    });
  });

  test('what somebody else has is refused by its code alone, and stays', async () => {
    const taken = await put(
      'machines',
      'magpie-mill',
      { line: 'heron-line', name: 'X', idealCycleSeconds: 1 },
      manager(),
    );
    expect(taken).toEqual({
      ok: false,
      refusal: {
        kind: 'forbidden',
        detail: 'you may not write machine "magpie-mill"',
        errors: [{ field: 'code', reason: 'may not be written by you' }],
      },
    });
    const removed = await at.plant.routes['machines.remove']({
      ...nothing,
      params: { code: 'magpie-mill' },
      caller: manager(),
    });
    expect(removed).toMatchObject({
      refusal: { kind: 'forbidden', detail: 'you may not write machine "magpie-mill"' },
    });
    expect(at.plant.machine('magpie-mill')?.site).toBe('magpie-site');
  });

  test('what is in use stays, and it is said what uses it', async () => {
    const remove = (caller: Caller) =>
      at.plant.routes['sites.remove']({ ...nothing, params: { code: 'heron-site' }, caller });
    expect(await remove(manager())).toMatchObject({ refusal: { kind: 'forbidden' } });
    expect(await remove(admin())).toMatchObject({
      refusal: { kind: 'conflict', detail: 'site "heron-site" is used by workshop "heron-shop"' },
    });
  });

  test('a foreign parent is as one that does not exist', async () => {
    const into = (line: string) => put('machines', 'new-mill', { line, name: 'X', idealCycleSeconds: 1 }, manager());
    const [foreign, none] = [await into('magpie-line'), await into('no-such-line')];
    expect(foreign).toMatchObject({ ok: false, refusal: { kind: 'invalid' } });
    expect(JSON.stringify(foreign).replaceAll('magpie', 'no-such')).toBe(JSON.stringify(none));
  });

  test('nothing is moved out of what is one’s own, nor into it from elsewhere', async () => {
    const two = callerWith(at.plant, [
      { role: 'plant_manager', scope: 'site:heron-site' },
      { role: 'supervisor', scope: 'workshop:magpie-shop' },
    ]);
    const move = (code: string, workshop: string) => put('lines', code, { workshop, name: 'Moved' }, two);
    expect(await move('heron-line', 'magpie-shop')).toMatchObject({ refusal: { kind: 'forbidden' } });
    expect(await move('magpie-line', 'heron-shop')).toMatchObject({ refusal: { kind: 'forbidden' } });
  });

  test('what is made together may be nested; one refused part refuses all of it, by name', async () => {
    const made = {
      sites: { 'heron-south': site },
      workshops: { 'south-shop': { site: 'heron-south', name: 'South' } },
      lines: { 'south-line': { workshop: 'south-shop', name: 'South' } },
    };
    expect(await putAll(made, manager())).toMatchObject({ ok: false });
    expect(await putAll({ ...made, machines: magpie.machines }, admin())).toMatchObject({
      ok: false,
      refusal: { kind: 'forbidden', errors: [{ field: 'machines.magpie-mill', reason: 'may not be written by you' }] },
    });
    expect(at.plant.name('site', 'heron-south')).toBeUndefined();
    expect(await putAll(made, admin())).toMatchObject({ ok: true, value: { created: 3 } });
  });

  test('what was got is put back with a part changed, though not all of it may be written', async () => {
    const plant = await whole(manager());
    const lines = { 'heron-line': { workshop: 'heron-shop', name: 'Renamed' } };
    expect(await putAll({ ...plant, lines }, manager())).toEqual({
      ok: true,
      value: { created: 0, changed: 1, unchanged: 6 },
    });
    // Not to find out by guessing what somebody else has.
    expect(await putAll({ enterprises: magpie.enterprises }, manager())).toMatchObject({
      refusal: { kind: 'forbidden' },
    });
  });

  test('a definition is added to one’s own workshop only', async () => {
    const add = (code: string) =>
      at.plant.routes['definitions.add']({
        params: { code },
        query: undefined,
        body: {
          microStopSeconds: 60,
          stalenessSeconds: 600,
          setup: 'loss',
          plannedStop: 'excluded',
          overtime: 'counted',
          minimumCoverage: 0.8,
          effectiveFrom: 0,
        },
        caller: manager(),
      });
    expect(await add('heron-shop')).toMatchObject({ ok: true });
    expect(await add('magpie-shop')).toMatchObject({ refusal: { kind: 'not_found' } });
  });
});

describe('calendars', () => {
  const put = (code: string, body: object, caller: Caller) =>
    at.plant.routes['calendars.put']({ params: { code }, query: undefined, body: body as never, caller });
  const days = { name: 'Days', shifts: both.calendars['heron-days']?.shifts, holidays: [], workingDays: [] };
  const own = { ...days, enterprise: 'heron-corp' };
  const admin = () => as(at.plant, 'enterprise_admin', 'enterprise:heron-corp');

  test('are written where their enterprise is, shared ones by who runs the installation', async () => {
    expect(await put('nights', own, admin())).toMatchObject({ ok: true });
    expect(await put('nights', own, as(at.plant, 'plant_manager', 'site:heron-site'))).toMatchObject({ ok: false });
    expect(await put('nights-for-all', days, admin())).toMatchObject({ refusal: { kind: 'forbidden' } });
    expect(await put('shared', own, admin())).toMatchObject({ refusal: { kind: 'forbidden' } });
    expect(await put('nights', { ...own, enterprise: 'magpie-corp' }, admin())).toMatchObject({
      refusal: { errors: [{ field: 'enterprise', reason: 'there is no enterprise "magpie-corp"' }] },
    });
    expect(await put('nights-for-all', days, as(at.plant, 'platform_admin', 'platform'))).toMatchObject({ ok: true });
  });

  test('of another enterprise are not there to be used, whoever asks', async () => {
    const body = { site: 'heron-site', name: 'Shop', calendar: 'magpie-days' };
    for (const caller of [admin(), system]) {
      const outcome = await at.plant.routes['workshops.put']({
        params: { code: 'heron-shop' },
        query: undefined,
        body,
        caller,
      });
      expect(outcome).toMatchObject({ refusal: { errors: [{ reason: 'there is no calendar "magpie-days"' }] } });
    }
  });

  test('that others use cannot be given to one enterprise', async () => {
    await putAll({ workshops: { 'magpie-shop': { site: 'magpie-site', name: 'x', calendar: 'shared' } } }, system);
    const caller = as(at.plant, 'platform_admin', 'platform');
    expect(await put('shared', own, caller)).toMatchObject({ refusal: { kind: 'conflict' } });
  });
});

describe('the audit log', () => {
  test('has who wrote what where, and of what is gone where it was', async () => {
    const manager = as(at.plant, 'plant_manager', 'site:heron-site');
    await at.plant.routes['machines.remove']({ ...nothing, params: { code: 'heron-mill' }, caller: manager });
    const [entry] = await at.db.selectFrom('audit_entries').selectAll().orderBy('id', 'desc').limit(1).execute();
    expect(entry).toMatchObject({
      actor: 'user:u1',
      actor_name: 'Somebody',
      address: '192.0.2.1',
      action: 'machines.remove',
      kind: 'machine',
      code: 'heron-mill',
      scope: 'line:heron-line',
      after: null,
    });
  });
});
