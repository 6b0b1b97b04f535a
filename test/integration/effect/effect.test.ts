// The effect of a project: its plan before the go-live, its lock, what is measured of whose machines, and who sees it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeAccess, giveConsent, givenPeople, type TestPerson } from '../../harness/people.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import { ago, district, plan, plant, writeFacts, writePlan, writeProject, writeRegistry } from './written.ts';

let server: RunningServer;
let people: Record<'heron' | 'magpie' | 'officer', TestPerson>;
let directory: Awaited<ReturnType<typeof createTempDirectory>>;

beforeAll(async () => {
  directory = await createTempDirectory('effect');
  await writeFacts(directory.path);
  server = await startServer({ directory: directory.path });
  await server.call('plant.put', { body: plant as never });
  await changeAccess(server, async (db) => {
    await writeRegistry(db, 'heron');
    await writeRegistry(db, 'magpie');
    await writeProject(db, 'axles', { line: 'axle' });
    await writePlan(db, 'axles', { controlLines: ['gear'] });
    await writeProject(db, 'gears', { line: 'gear' });
    await writePlan(db, 'gears');
    await writeProject(db, 'unplanned', { line: 'axle' });
    await writeProject(db, 'hubs', { enterprise: 'magpie' });
    await writePlan(db, 'hubs');
    await writeProject(db, 'next', { line: 'axle', goLive: ago(-30) });
    await writeProject(db, 'undated', { line: 'axle', goLive: null });
  });
  people = await givenPeople(server, {
    heron: [{ role: 'enterprise_admin', scope: 'enterprise:heron' }],
    magpie: [{ role: 'enterprise_admin', scope: 'enterprise:magpie' }],
    officer: [{ role: 'district_officer', scope: `district:${district}` }],
  });
});
afterAll(async () => {
  await server?.stop();
  await directory?.remove();
});

const effectOf = (person: TestPerson, id: string) => person.call('effect.get', { params: { id } });
const oeeOf = (answer: Awaited<ReturnType<typeof effectOf>>) =>
  answer.measured.find(({ indicator }) => indicator === 'oee');

describe('what is measured', () => {
  it('is the effect the machines had, against the line that was not retrofitted', async () => {
    const told = await effectOf(people.heron, 'axles');
    expect(told).toMatchObject({ machines: 2, gone: [], notShared: false, writable: true });
    expect(told.plan?.lockedAt).toBeTypeOf('number');
    const oee = oeeOf(told);
    expect(oee).toMatchObject({ verdict: 'effective', basis: 'control', daysBefore: 58, daysAfter: 49, coverage: 1 });
    expect(oee?.days.filter(({ leftOut }) => leftOut === 'no_data')).toHaveLength(2);
    expect(oee?.effect?.value).toBeCloseTo(0.1 * 0.9 * 0.97, 1);
    expect(oee?.days.filter(({ window }) => window === 'implementation')).toHaveLength(16);
    const kpis = await people.heron.call('kpis.query', {
      query: { scope: 'line:axle', from: `${plan.baseline.from}T00:00+08:00`, to: `${ago(65)}T00:00+08:00` } as never,
    });
    expect(oee?.before?.value).toBeCloseTo(kpis.rows[0]?.kpis.oee ?? 0, 9);
  });

  it('is nothing where nothing happened, and says so of what was not planned', async () => {
    expect(oeeOf(await effectOf(people.heron, 'gears'))).toMatchObject({ verdict: 'not_shown', reason: null });
    const unplanned = await effectOf(people.heron, 'unplanned');
    expect(oeeOf(unplanned)).toMatchObject({ verdict: 'not_measurable', reason: 'no_plan' });
  });

  it('is kept for others to read, and declared figures beside it', async () => {
    const body = { before: 12.5, after: 11, unit: 'yuan' };
    await people.heron.call('effect.declare', { params: { id: 'gears', indicator: 'unit_cost' }, body });
    const { declared, measured } = await effectOf(people.heron, 'gears');
    expect(declared).toMatchObject([{ indicator: 'unit_cost', ...body, declaredBy: expect.any(String) }]);
    expect(measured.map(({ indicator }) => indicator)).toEqual(['oee', 'output_per_hour']);
    const rows = await changeAccess(server, (db) =>
      db.selectFrom('effect_results').selectAll().where('project', '=', 'gears').execute(),
    );
    expect(rows.map(({ indicator, origin }) => `${indicator} ${origin}`).sort()).toEqual([
      'oee measured',
      'output_per_hour measured',
      'unit_cost declared',
    ]);
  });
});

describe('who sees it', () => {
  it('a neighbour finds no such project, to read or to write', async () => {
    const { status, detail } = await people.magpie.refused('effect.get', { params: { id: 'axles' } });
    expect({ status, detail }).toEqual({ status: 404, detail: 'there is no such project' });
    const declare = {
      params: { id: 'axles', indicator: 'lead_time' as const },
      body: { before: 1, after: 1, unit: 'd' },
    };
    expect(await people.magpie.refused('effect.declare', declare)).toMatchObject({ status: 404 });
    expect(await people.magpie.refused('effect.get', { params: { id: 'none' } })).toMatchObject({ status, detail });
  });

  it('the bureau, only while the enterprise consents', async () => {
    const hidden = await effectOf(people.officer, 'axles');
    expect(hidden).toMatchObject({ notShared: true, machines: null, gone: [] });
    expect(oeeOf(hidden)).toMatchObject({ verdict: 'not_measurable', reason: 'not_shared', effect: null, days: [] });
    const id = await giveConsent(server, {
      enterprise: 'heron',
      bureau: `district:${district}`,
      groups: ['workshop_kpis'],
    });
    await expect
      .poll(async () => oeeOf(await effectOf(people.officer, 'axles'))?.verdict, { timeout: 9000 })
      .toBe('effective');
    await people.heron.call('consents.withdraw', { params: { id } });
    expect(oeeOf(await effectOf(people.officer, 'axles'))).toMatchObject({ reason: 'not_shared' });
    expect(oeeOf(await effectOf(people.heron, 'axles'))).toMatchObject({ verdict: 'effective' });
  });

  it('sums of a district tell how many, and nothing of fewer than five enterprises', async () => {
    const sums = await people.officer.call('effects.query', { query: { scope: `district:${district}` as never } });
    expect(sums).toMatchObject({ projects: 6, planned: 3, declared: 1, least: 5 });
    expect(sums.rows.every(({ suppressed, mean }) => suppressed === 'few' && mean === null)).toBe(true);
    expect(
      await people.officer.refused('effects.query', { query: { scope: 'enterprise:heron' as never } }),
    ).toMatchObject({ status: 422 });
  });
});

describe('a plan', () => {
  const next = {
    ...plan,
    revision: null as number | null,
    baseline: { from: ago(40), to: ago(-20) },
    exclusion: { from: ago(-21), to: ago(-40) },
  };
  const refusedFields = async (id: string, change: object) => {
    const problem = await people.heron.refused('effect.plan', {
      params: { id },
      body: { ...next, ...change } as never,
    });
    return { status: problem.status, fields: problem.errors?.map(({ field }) => field) };
  };

  it('is registered before the go-live, changed by who saw it last, and by one of two at once', async () => {
    const body = { ...next, indicators: [...next.indicators], controlLines: ['gear'] };
    const put = (revision: number | null) =>
      people.heron.call('effect.plan', { params: { id: 'next' }, body: { ...body, revision } });
    expect(await put(null)).toMatchObject({ revision: 1, lockedAt: null, controlLines: ['gear'] });
    const both = await Promise.allSettled([put(1), put(1)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await refusedFields('next', { revision: 1 })).toMatchObject({ status: 409 });
    const told = await effectOf(people.heron, 'next');
    expect(told.plan).toMatchObject({ revision: 2, lockedAt: null });
    expect(oeeOf(told)).toMatchObject({ verdict: 'too_early' });
  });

  it('is refused late, without a go-live, and for windows and lines that cannot be', async () => {
    expect(await refusedFields('axles', { revision: 1 })).toEqual({ status: 422, fields: ['goLive'] });
    expect(await refusedFields('undated', {})).toEqual({ status: 422, fields: ['goLive'] });
    const change = { revision: 2, baseline: { from: ago(40), to: ago(-25) } };
    expect(await refusedFields('next', change)).toEqual({ status: 422, fields: ['baseline.to'] });
    const lines = { revision: 2, controlLines: ['gear', 'hub', 'axle', 'none'] };
    expect((await refusedFields('next', lines)).fields).toEqual(['controlLines.1', 'controlLines.2', 'controlLines.3']);
  });

  it('is refused where its baseline is another project’s, which is named', async () => {
    const body = { ...next, revision: 2, baseline: { from: ago(120), to: ago(-20) }, indicators: [...next.indicators] };
    const { errors } = await people.heron.refused('effect.plan', { params: { id: 'next' }, body: body as never });
    expect(errors).toEqual([{ field: 'baseline', reason: expect.stringContaining('P-axles Project axles') }]);
  });

  it('is refused malformed, naming the field', async () => {
    const wrong = { baseline: { from: '2026-02-30', to: 'soon' }, indicators: [], minimumCoverage: 7 };
    const { fields } = await refusedFields('next', wrong);
    expect(fields).toEqual(
      expect.arrayContaining(
        ['baseline.from', 'baseline.to', 'indicators', 'minimumCoverage'].map((field) =>
          expect.stringContaining(field),
        ),
      ),
    );
  });
});

describe('when the plant changes afterwards', () => {
  it('a machine that went to another line is left out and named; with half the output gone there is no verdict', async () => {
    await server.call('plant.put', {
      body: { machines: { 'axle-2': { ...plant.machines['axle-2'], line: 'gear' } } } as never,
    });
    const told = await effectOf(people.heron, 'axles');
    expect(told).toMatchObject({ machines: 1, gone: ['axle-2'], goneShare: expect.closeTo(0.5, 1) });
    expect(oeeOf(told)).toMatchObject({ verdict: 'not_measurable', reason: 'machines_changed' });
  });

  it('a plan that was locked with nothing connected takes the machines that are connected first', async () => {
    const machinesOf = () =>
      changeAccess(server, (db) =>
        db.selectFrom('effect_plans').select('machines').where('project', '=', 'hubs').executeTakeFirstOrThrow(),
      );
    const link = (plant_workshop: string | null) =>
      changeAccess(server, (db) =>
        db.updateTable('registry_workshops').set({ plant_workshop }).where('id', '=', 'rw-magpie').execute(),
      );
    await link(null);
    await changeAccess(server, (db) =>
      db.updateTable('effect_plans').set({ machines: '[]', locked_at: null }).where('project', '=', 'hubs').execute(),
    );
    expect(oeeOf(await effectOf(people.magpie, 'hubs'))).toMatchObject({ reason: 'not_connected' });
    expect(await machinesOf()).toEqual({ machines: '[]' });
    await link('magpie-shop');
    expect(oeeOf(await effectOf(people.magpie, 'hubs'))).toMatchObject({ verdict: 'not_shown' });
    expect(await machinesOf()).toEqual({ machines: '["hub-1"]' });
  });

  it('a workshop that is another enterprise’s is not told of', async () => {
    await changeAccess(server, (db) =>
      db.updateTable('registry_workshops').set({ enterprise: 're-heron' }).where('id', '=', 'rw-magpie').execute(),
    );
    const told = await effectOf(people.magpie, 'hubs');
    expect(oeeOf(told)).toMatchObject({ verdict: 'not_measurable', reason: 'workshop_moved', effect: null, days: [] });
  });
});
