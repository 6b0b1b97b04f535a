// The life of retrofit projects on a running server: by both routes, two at once, of others, with bad fields, and a workshop that leaves.
import type { Project } from '@takt/model/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeAccess, givenPeople, type TestPerson } from '../harness/people.ts';
import { putEnterprises, putProjects, putWorkshops } from '../harness/retrofit.ts';
import { type RunningServer, startServer } from '../harness/server.ts';

const district = '500110';
const elsewhere = '500103';
const fields = { name: 'Half-shaft line', type: 'automation', plannedYuan: 8_000_000 };
const schedule = (['plan', 'implementation', 'trial_run', 'acceptance'] as const).map((stage) => ({
  stage,
  plannedFrom: '2026-01-01',
  plannedTo: '2099-12-31',
}));

let server: RunningServer;
let people: Record<'officer' | 'colleague' | 'city' | 'neighbour' | 'manager' | 'stranger' | 'auditor', TestPerson>;

beforeAll(async () => {
  server = await startServer();
  const site = (enterprise: string) => ({
    enterprise,
    name: 'Works',
    district,
    sector: 'C36',
    timeZone: 'Asia/Shanghai',
  });
  await server.put('/api/v1/plant', {
    enterprises: { shaft: { name: 'Shaft' }, gear: { name: 'Gear' } },
    sites: { 's-shaft': site('shaft'), 's-gear': site('gear') },
    workshops: { 'w-shaft': { site: 's-shaft', name: 'Shaft shop' } },
    lines: { 'l-shaft': { workshop: 'w-shaft', name: 'Line 1' } },
  });
  await changeAccess(server, async (db) => {
    await putEnterprises(
      db,
      { id: 'e-shaft', district, name: '綦江半轴', plant_enterprise: 'shaft' },
      { id: 'e-gear', district, plant_enterprise: 'gear' },
      { id: 'e-far', district: elsewhere },
    );
    await putWorkshops(
      db,
      { id: 'rw-shaft', enterprise: 'e-shaft', district, plant_workshop: 'w-shaft' },
      { id: 'rw-other', enterprise: 'e-shaft', district },
      { id: 'rw-gear', enterprise: 'e-gear', district },
    );
  });
  people = await givenPeople(server, {
    officer: [{ role: 'district_officer', scope: `district:${district}` }],
    colleague: [{ role: 'district_officer', scope: `district:${district}` }],
    city: [{ role: 'city_officer', scope: 'city:500000' }],
    neighbour: [{ role: 'district_officer', scope: `district:${elsewhere}` }],
    manager: [{ role: 'plant_manager', scope: 'site:s-shaft' }],
    stranger: [{ role: 'enterprise_admin', scope: 'enterprise:gear' }],
    auditor: [{ role: 'auditor', scope: 'platform' }],
  });
});
afterAll(() => server?.stop());

const scopes = [{ workshop: 'rw-shaft', line: 'l-shaft' }];
const create = (by: TestPerson, over: object = {}): Promise<Project> =>
  by.call('projects.create', { body: { enterprise: 'e-shaft', scopes, stages: schedule, ...fields, ...over } });
const act = (by: TestPerson, { id, revision }: Project, what: object): Promise<Project> =>
  by.call('projects.act', { params: { id }, body: { revision, ...what } as never });
const decide = (
  by: TestPerson,
  { id, revision }: Project,
  decision: 'approve' | 'return' | 'reject',
  reason?: string,
) => by.call('projects.decide', { params: { id }, body: { revision, decision, reason: reason ?? null } });
const change = (by: TestPerson, { id, revision }: Project, over: object): Promise<Project> =>
  by.call('projects.change', { params: { id }, body: { revision, scopes, ...fields, ...over } });

describe('the life of a project', () => {
  it('goes by the district alone below the threshold, stage by stage to its end, all of it in its history', async () => {
    const { officer, manager } = people;
    let project = await create(manager, { responsible: [{ name: '王工', duty: '', phone: '' }] });
    expect(project.code).toMatch(/^500110-\d{4}-001$/);
    expect(project).toMatchObject({ stage: 'diagnosis', approval: 'draft', district, overdue: false, writable: true });
    expect(project.scopes).toMatchObject([{ workshop: 'rw-shaft', line: 'l-shaft', lineName: 'Line 1', moved: false }]);
    expect((await create(officer, {})).code).toMatch(/-002$/);

    project = await act(manager, project, { act: 'submit' });
    expect(project).toMatchObject({ approval: 'submitted', route: 'district', decider: 'district', decidable: false });
    project = await decide(officer, project, 'return', 'no supplier');
    project = await change(manager, project, { supplier: 'Robots Ltd', stages: schedule });
    project = await decide(officer, await act(manager, project, { act: 'submit' }), 'approve');
    expect(project.decisions).toMatchObject([
      { decision: 'return', by: 'district', reason: 'no supplier', actorName: 'Name of officer (tests)' },
      { decision: 'approve', by: 'district', reason: null },
    ]);

    for (const stage of ['plan', 'implementation', 'trial_run']) {
      project = await act(manager, project, { act: 'advance' });
      expect(project.stage).toBe(stage);
    }
    expect(project.next).toEqual({ stage: 'acceptance', needs: [{ need: 'go_live', stages: [] }] });
    project = await change(manager, project, { goLive: '2026-02-01', paidYuan: 5e6 });
    project = await act(manager, project, { act: 'go_back', reason: 'the robot is not there' });
    expect(project.stage).toBe('implementation');
    project = await act(manager, project, { act: 'stop', reason: 'no money' });
    expect(project).toMatchObject({ stage: 'stopped', stoppedIn: 'implementation', stopReason: 'no money' });
    project = await act(manager, project, { act: 'resume' });
    project = await act(manager, project, { act: 'block', reason: 'waiting for power' });
    expect(project).toMatchObject({ blocked: true, blockedReason: 'waiting for power' });
    project = await act(manager, project, { act: 'unblock' });
    project = await act(manager, await act(manager, project, { act: 'advance' }), { act: 'advance' });
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    project = await act(manager, project, { act: 'advance', on: today });
    expect(project).toMatchObject({ stage: 'closed', next: null });

    const events = await manager.call('projects.events', { params: { id: project.id }, query: {} });
    expect(events.map(({ kind }) => kind).reverse()).toEqual([
      ...['created', 'submitted', 'decided', 'changed', 'submitted', 'decided', 'advanced', 'advanced', 'advanced'],
      ...['changed', 'went_back', 'stopped', 'resumed', 'blocked', 'unblocked', 'advanced', 'advanced', 'advanced'],
    ]);
    expect(events.find(({ kind }) => kind === 'changed')?.details).toMatchObject({
      before: { goLive: null, paidYuan: 0 },
      after: { goLive: '2026-02-01', paidYuan: 5e6 },
    });
    const audit = await server.call('audit.list', { query: { kind: 'project', code: project.code } });
    expect(audit).toHaveLength(events.length);
    expect(audit[0]).toMatchObject({
      action: 'projects.advance',
      scope: 'enterprise:shaft',
      actorName: 'Name of manager (tests)',
    });
  });

  it('goes by district and then city from the threshold on; who is not asked does not decide', async () => {
    const { officer, city, manager, neighbour } = people;
    let project = await act(manager, await create(manager, { plannedYuan: 3e7 }), { act: 'submit' });
    expect(project.route).toBe('district_then_city');
    const body = { revision: project.revision, decision: 'approve' as const };
    const params = { id: project.id };
    expect((await manager.refused('projects.decide', { params, body })).status).toBe(403);
    expect((await neighbour.refused('projects.decide', { params, body })).status).toBe(404);
    project = await decide(officer, project, 'approve');
    expect(project).toMatchObject({ approval: 'district_approved', decider: 'city', decidable: false });
    const again = await officer.refused('projects.decide', { params, body: { ...body, revision: project.revision } });
    expect(again).toMatchObject({ status: 403, detail: 'it is for the city to decide' });
    project = await decide(city, await city.call('projects.get', { params }), 'approve');
    expect(project).toMatchObject({ approval: 'approved', decider: null });
  });

  it('an amount others have to decide over sends it back to be submitted again', async () => {
    const { manager, officer } = people;
    let project = await act(manager, await create(manager), { act: 'submit' });
    project = await change(manager, project, { plannedYuan: 9e6, stages: schedule });
    expect(project).toMatchObject({ approval: 'submitted', route: 'district' });
    project = await change(manager, project, { plannedYuan: 5e7 });
    expect(project).toMatchObject({ approval: 'draft', route: null, submittedAt: null });
    project = await act(manager, project, { act: 'submit' });
    expect(project.route).toBe('district_then_city');
    project = await change(manager, await decide(officer, project, 'approve'), { plannedYuan: 6e7 });
    expect(project.approval).toBe('draft');
  });

  it('of two officers who decide at once the second is told who was first', async () => {
    const { manager, officer, colleague } = people;
    const project = await act(manager, await create(manager), { act: 'submit' });
    const ask = (by: TestPerson, decision: 'approve' | 'reject') =>
      fetch(`${server.url}/api/v1/projects/${project.id}/decisions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${by.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ revision: project.revision, decision, reason: 'because' }),
      });
    const answers = await Promise.all([ask(officer, 'approve'), ask(colleague, 'reject')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const second = answers.find(({ status }) => status === 409);
    expect(await second?.text()).toMatch(/"Name of (officer|colleague) \(tests\) decided \((approve|reject)\) at 20/);
    const { decisions } = await officer.call('projects.get', { params: { id: project.id } });
    expect(decisions).toHaveLength(1);
  });

  it('says what a stage lacks, field by field', async () => {
    const { manager } = people;
    const project = await create(manager, { stages: [] });
    const params = { id: project.id };
    const body = { act: 'advance' as const, revision: project.revision };
    expect(await manager.refused('projects.act', { params, body })).toMatchObject({
      status: 422,
      errors: [{ field: 'stages', reason: expect.stringContaining('plan, implementation') }],
    });
    const on = '2999-01-01';
    expect((await manager.refused('projects.act', { params, body: { ...body, on } })).errors?.[0]?.field).toBe('on');
    const bare = await create(manager, { scopes: [], plannedYuan: 0 });
    const submit = { act: 'submit' as const, revision: bare.revision };
    const refused = await manager.refused('projects.act', { params: { id: bare.id }, body: submit });
    expect(refused.errors?.map(({ field }) => field)).toEqual(['plannedYuan', 'scopes']);
  });
});

it('milestones are late, done, not done again and removed; whoever comes second is told', async () => {
  const { manager, officer } = people;
  const { id, revision } = await create(manager);
  const params = { id };
  let project = await manager.call('projects.addMilestone', {
    params,
    body: { revision, name: 'Robot on site', due: '2026-01-05' },
  });
  const milestone = project.milestones[0]?.id ?? '';
  expect(project.overdue).toBe(true);
  const { rows } = await officer.call('projects.list', { query: { overdue: 'true' } });
  expect(rows.map((row) => row.id)).toEqual([id]);
  const name = 'Robot on site';
  const stale = { params: { id, milestone }, body: { revision, name, due: '2026-01-05', done: '2026-01-06' } };
  expect(await officer.refused('projects.changeMilestone', stale)).toMatchObject({
    status: 409,
    detail: expect.stringContaining('Name of manager (tests) changed it (milestone_added)'),
  });
  const say = (done: string | null) =>
    manager.call('projects.changeMilestone', {
      params: { id, milestone },
      body: { revision: project.revision, name, due: '2026-01-05', done },
    });
  project = await say('2026-01-06');
  expect(project.overdue).toBe(false);
  project = await say(null);
  expect(project.overdue).toBe(true);
  project = await manager.call('projects.removeMilestone', {
    params: { id, milestone },
    query: { revision: project.revision },
  });
  expect(project).toMatchObject({ milestones: [], overdue: false });
});

it('a comment is said differently by whoever said it; what was said before is kept', async () => {
  const { manager, officer } = people;
  const { id, revision } = await create(manager);
  const params = { id };
  const { id: comment } = await officer.call('projects.comment', { params, body: { text: 'When does it begin?' } });
  const edit = { params: { id, comment }, body: { text: 'When does it really begin?' } };
  expect((await manager.refused('projects.editComment', edit)).status).toBe(403);
  await officer.call('projects.editComment', edit);
  const [first] = await officer.call('projects.events', { params, query: { limit: 1 } });
  expect(first).toMatchObject({
    kind: 'commented',
    own: true,
    details: { text: 'When does it really begin?' },
    earlier: [{ text: 'When does it begin?' }],
  });
  expect((await manager.call('projects.get', { params })).revision).toBe(revision);
});

it('documents are taken as they are, of known kinds and a bounded size, and are never gone', async () => {
  const { manager, neighbour, stranger } = people;
  const { id } = await create(manager);
  const params = { id };
  const content = new TextEncoder().encode('%PDF-1.7 合同');
  const document = await manager.call('projects.addDocument', { params, query: { name: '合同.pdf' }, body: content });
  expect(document).toMatchObject({ name: '合同.pdf', bytes: content.length, mediaType: 'application/pdf' });
  const path = `/api/v1/projects/${id}/documents/${document.id}`;
  expect((await manager.text(path)).text).toBe('%PDF-1.7 合同');
  for (const other of [neighbour, stranger]) expect((await other.text(path)).status).toBe(404);
  const add = (name: string, body: Uint8Array) =>
    manager.refused('projects.addDocument', { params, query: { name }, body });
  expect(await add('virus.exe', content)).toMatchObject({ status: 422, errors: [{ field: 'name' }] });
  expect((await add('huge.pdf', new Uint8Array(20_000_001))).status).toBe(413);
  expect((await add('empty.pdf', new Uint8Array())).status).toBe(400);
  await manager.call('projects.removeDocument', { params: { id, document: document.id } });
  expect((await manager.call('projects.get', { params })).documents).toEqual([]);
  expect((await manager.text(path)).status).toBe(200);
});

it('to others a project does not exist; auditors read and write nothing', async () => {
  const { manager, neighbour, stranger, auditor } = people;
  const { id, revision } = await create(manager);
  const params = { id };
  const there = await stranger.refused('projects.get', { params });
  expect(there).toEqual(await stranger.refused('projects.get', { params: { id: 'nothing' } }));
  const body = { act: 'stop' as const, revision, reason: 'x' };
  for (const other of [neighbour, stranger]) {
    expect((await other.refused('projects.act', { params, body })).status).toBe(404);
    expect((await other.call('projects.list', { query: {} })).total).toBe(0);
    const create = { body: { enterprise: 'e-shaft', ...fields } };
    expect(await other.refused('projects.create', create)).toEqual(
      await other.refused('projects.create', { body: { enterprise: 'nothing', ...fields } }),
    );
    const { columns } = await other.call('projects.board', { query: {} });
    expect(columns.every(({ total, rows }) => total === 0 && rows.length === 0)).toBe(true);
  }
  expect((await auditor.call('projects.get', { params })).writable).toBe(false);
  expect((await auditor.refused('projects.act', { params, body })).status).toBe(403);
});

it('a workshop that goes to another enterprise stays in the project, which says so', async () => {
  const { manager, officer } = people;
  let project = await create(manager, { scopes: [{ workshop: 'rw-other' }] });
  const move = (enterprise: string) =>
    changeAccess(server, (db) =>
      db.updateTable('registry_workshops').set({ enterprise }).where('id', '=', 'rw-other').execute(),
    );
  await move('e-gear');
  project = await officer.call('projects.get', { params: { id: project.id } });
  expect(project).toMatchObject({ workshopMoved: true, scopes: [{ workshop: 'rw-other', moved: true }] });
  // It may stay, and no other project may begin on it.
  project = await change(manager, project, { scopes: [{ workshop: 'rw-other' }], name: 'Renamed' });
  expect(project.workshopMoved).toBe(true);
  const body = { enterprise: 'e-shaft', ...fields, scopes: [{ workshop: 'rw-other' }] };
  expect((await manager.refused('projects.create', { body })).errors?.[0]?.field).toBe('scopes.0.workshop');
  await move('e-shaft');
});

it('the day it went live is not changed once its effect plan is locked', async () => {
  const { manager } = people;
  const project = await create(manager, { goLive: '2026-03-01' });
  await changeAccess(server, (db) =>
    db
      .insertInto('effect_plans')
      .values({
        project: project.id,
        baseline_from: '2026-01-01',
        baseline_to: '2026-02-01',
        exclusion_from: '2026-02-02',
        exclusion_to: '2026-03-01',
        after_to: null,
        minimum_coverage: 0.8,
        indicators: '[]',
        control_lines: '[]',
        adjustments: '{}',
        registered_at: 0,
        registered_by: 'test',
        locked_at: 1,
        machines: '[]',
        revision: 1,
      })
      .execute(),
  );
  const params = { id: project.id };
  const body = { revision: project.revision, ...fields, goLive: '2026-03-02' };
  expect(await manager.refused('projects.change', { params, body })).toMatchObject({
    status: 409,
    detail: expect.stringContaining('locked'),
  });
  const kept = await manager.call('projects.change', { params, body: { ...body, goLive: '2026-03-01', name: 'Kept' } });
  expect(kept).toMatchObject({ name: 'Kept', goLiveLocked: true });
});

it('measured effects are shown to whom the enterprise shares them, declared ones to everybody', async () => {
  const { manager, officer } = people;
  const project = await create(manager);
  const result = {
    project: project.id,
    computed_at: 0,
    reason: null,
    estimate: 0.1,
    low: 0.08,
    high: 0.12,
    error: 0.01,
    days_before: 60,
    days_after: 45,
    coverage: 0.97,
    details: '{}',
  };
  await changeAccess(server, (db) =>
    db
      .insertInto('effect_results')
      .values([
        { ...result, indicator: 'oee', origin: 'measured', verdict: 'effective' },
        { ...result, indicator: 'unit_cost', origin: 'declared', verdict: 'declared' },
      ])
      .execute(),
  );
  const params = { id: project.id };
  const own = await manager.call('projects.effects', { params });
  expect(own).toMatchObject({ notShared: false, rows: [{ indicator: 'oee', verdict: 'effective' }, {}] });
  const bureaus = await officer.call('projects.effects', { params });
  expect(bureaus).toMatchObject({ notShared: true, rows: [{ indicator: 'unit_cost' }] });
});

it.each([
  ['a type there is none of', { type: 'magic' }, 422, 'type'],
  ['a funding source there is none of', { funding: [{ source: 'gift', yuan: 1 }] }, 422, 'funding.0.source'],
  ['a workshop of another enterprise', { scopes: [{ workshop: 'rw-gear' }] }, 422, 'scopes.0.workshop'],
  ['a line of another workshop', { scopes: [{ workshop: 'rw-other', line: 'l-shaft' }] }, 422, 'scopes.0.line'],
  ['a scope twice', { scopes: [...scopes, ...scopes] }, 422, 'scopes.1'],
  [
    'a stage that was not reached',
    { stages: [{ stage: 'plan', actualFrom: '2026-01-01' }] },
    422,
    'stages.0.actualFrom',
  ],
  [
    'a plan backwards',
    { stages: [{ stage: 'plan', plannedFrom: '2026-02-01', plannedTo: '2026-01-01' }] },
    400,
    'stages.0.plannedTo',
  ],
  ['no date', { goLive: '2026-02-30' }, 400, 'goLive'],
  ['less than nothing', { plannedYuan: -1 }, 400, 'plannedYuan'],
  ['more than there is', { paidYuan: 1e15 }, 400, 'paidYuan'],
  ['a name without end', { name: 'x'.repeat(121) }, 400, 'name'],
  ['a null character', { description: 'a\0b' }, 400, 'description'],
  ['a field nobody knows', { colour: 'red' }, 400, 'colour'],
])('%s is refused by its name', async (_, over, status, field) => {
  const body = { enterprise: 'e-shaft', ...fields, ...over };
  const refused = await people.manager.refused('projects.create', { body: body as never });
  expect(refused).toMatchObject({ status, errors: [{ field }] });
});

it('a code is one project’s, also when several begin at once', async () => {
  const { manager, officer } = people;
  const begun = await Promise.all([create(manager), create(officer), create(manager), create(officer)]);
  expect(new Set(begun.map(({ code }) => code)).size).toBe(4);
  await create(manager, { code: '渝改-1' });
  const body = { enterprise: 'e-shaft', ...fields, code: '渝改-1' };
  expect(await officer.refused('projects.create', { body })).toMatchObject({
    status: 409,
    errors: [{ field: 'code' }],
  });
});

it('lists, board and timeline tell of the same projects, filtered, sorted and page by page', async () => {
  const day = (number: number) => `2020-01-${String(number).padStart(2, '0')}`;
  await changeAccess(server, async (db) => {
    const far = Array.from({ length: 7 }, (_, index) => ({
      id: `far-${index}`,
      enterprise: 'e-far',
      district: elsewhere,
      stage: index < 5 ? ('plan' as const) : ('closed' as const),
      planned_yuan: index * 100,
      paid_yuan: index,
      blocked_since: index === 1 ? 1 : null,
    }));
    await putProjects(db, ...far);
    await db
      .insertInto('retrofit_stages')
      .values(
        far.map(({ id, stage }, index) => ({
          project: id,
          stage,
          planned_from: day(1),
          planned_to: index === 0 ? null : day(10 - index),
          actual_from: day(1),
          actual_to: stage === 'closed' ? day(2) : null,
        })),
      )
      .execute();
  });
  const { neighbour } = people;
  const list = (query: object) => neighbour.call('projects.list', { query });
  const ids = async (query: object) => (await list(query)).rows.map(({ id }) => id);
  const sorted = { sort: 'plannedYuan', order: 'desc', limit: 2, offset: 1 };
  expect(await list(sorted)).toMatchObject({
    total: 7,
    plannedYuan: 2100,
    paidYuan: 21,
    rows: [{ id: 'far-5' }, { id: 'far-4' }],
  });
  expect(await ids({ sort: 'stageDue', order: 'asc', stage: 'plan' })).toEqual([
    'far-4',
    'far-3',
    'far-2',
    'far-1',
    'far-0',
  ]);
  expect(await ids({ overdue: 'true', sort: 'code', order: 'asc' })).toEqual(['far-1', 'far-2', 'far-3', 'far-4']);
  expect(await ids({ overdue: 'false', sort: 'code', order: 'asc' })).toEqual(['far-0', 'far-5', 'far-6']);
  expect(await ids({ blocked: 'true' })).toEqual(['far-1']);
  expect((await list({ year: 2020 })).total).toBe(7);
  expect((await list({ year: 2021 })).total).toBe(5);
  expect((await list({ year: 2019 })).total).toBe(0);
  expect(await ids({ text: 'PROJECT FAR-3' })).toEqual(['far-3']);
  expect((await list({ text: '%' })).total).toBe(0);
  expect((await list({ district: '渝中' })).total).toBe(7);
  expect((await list({ enterprise: 'e-shaft' })).total).toBe(0);

  const { columns } = await neighbour.call('projects.board', { query: { limit: 2 } });
  expect(columns.find(({ stage }) => stage === 'plan')).toMatchObject({
    total: 5,
    plannedYuan: 1000,
    rows: [{ id: 'far-4' }, { id: 'far-3' }],
  });
  expect(columns.map(({ total }) => total)).toEqual([0, 5, 0, 0, 0, 2, 0]);
  const timeline = await neighbour.call('projects.timeline', {
    query: { stage: 'closed', limit: 1, sort: 'code', order: 'asc' },
  });
  expect(timeline).toMatchObject({
    total: 2,
    rows: [{ id: 'far-5', stages: [{ stage: 'closed', actualTo: day(2) }] }],
  });
  expect((await people.city.call('projects.list', { query: { limit: 1 } })).total).toBeGreaterThan(7);
  expect((await neighbour.refused('projects.list', { query: { limit: 201 } })).errors?.[0]?.field).toBe('limit');
});
