// What the plant promises: idempotent writes, checked references, attribution, and saying whose facts became stale.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { PlantChange } from '../../../../server/src/pipeline/plant-view.ts';
import { system } from '../../../../server/src/platform/caller.ts';
import { definitionTerms, openTestPlant, smallPlant } from './fixture.ts';

type Opened = Awaited<ReturnType<typeof openTestPlant>>;
const opened: Opened[] = [];

async function seeded(options: { facts?: string[] } = {}): Promise<Opened> {
  const fresh = await openTestPlant(options);
  opened.push(fresh);
  await fresh.put(smallPlant);
  return fresh;
}
const machine = { line: 'l1', name: 'Lathe', idealCycleSeconds: 30 };
const putMachine = ({ plant }: Opened, code: string, body: typeof machine & { signalMap?: object }) =>
  plant.routes['machines.put']({ params: { code }, query: undefined, body: body as never, caller: system });
const audited = ({ db }: Opened) => db.selectFrom('audit_entries').selectAll().orderBy('id', 'desc').execute();

function announced({ plant }: Opened): PlantChange[] {
  const seen: PlantChange[] = [];
  plant.onChange((change) => seen.push(change));
  return seen;
}

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

describe('writing the plant', () => {
  test('the same plant put twice changes nothing and leaves no entry in the audit log', async () => {
    const at = await openTestPlant();
    opened.push(at);
    expect(await at.put(smallPlant)).toEqual({ ok: true, value: { created: 7, changed: 0, unchanged: 0 } });
    const before = await audited(at);
    expect(await at.put(smallPlant)).toEqual({ ok: true, value: { created: 0, changed: 0, unchanged: 7 } });
    expect(await audited(at)).toEqual(before);
  });

  test('a reference that leads nowhere is refused with its field, and nothing of the plant is written', async () => {
    const at = await seeded();
    const outcome = await at.put({
      ...smallPlant,
      lines: { ...smallPlant.lines, l2: { workshop: 'nowhere', name: 'Line 2' } },
      enterprises: { other: { name: 'Other' } },
    });
    expect(outcome).toMatchObject({
      ok: false,
      refusal: { kind: 'invalid', errors: [{ field: 'lines.l2.workshop', reason: 'there is no workshop "nowhere"' }] },
    });
    expect(at.plant.name('enterprise', 'other')).toBeUndefined();
  });

  test('a workshop may not name a calendar that does not exist', async () => {
    const { plant } = await seeded();
    const body = { site: 'north', name: 'Half shaft', calendar: 'gone' };
    const outcome = await plant.routes['workshops.put']({
      params: { code: 'shaft' },
      query: undefined,
      body,
      caller: system,
    });
    expect(outcome).toMatchObject({ ok: false, refusal: { errors: [{ field: 'calendar' }] } });
  });

  test('every write is attributed with what was before and after', async () => {
    const at = await seeded();
    await putMachine(at, 'm2', { ...machine, name: 'Mill 2' });
    const changes = await audited(at);
    expect(changes[0]).toMatchObject({
      actor: 'system',
      action: 'machines.put',
      outcome: 'done',
      kind: 'machine',
      code: 'm2',
      scope: 'machine:m2',
      before: expect.stringContaining('"name":"Mill","idealCycleSeconds":45,"outlet":false'),
      after: expect.stringContaining('"name":"Mill 2"'),
    });
  });

  test('what was written is there after opening again', async () => {
    const at = await seeded();
    const { openPlant } = await import('../../../../server/src/plant/index.ts');
    const again = await openPlant({ db: at.db, audit: async () => {} });
    const get = { params: undefined, query: undefined, body: undefined, caller: system };
    expect(await again.routes['plant.get'](get)).toEqual({ ok: true, value: smallPlant });
    expect(again.all()).toEqual(at.plant.all());
  });

  test('writes at the same time are each checked against the one before', async () => {
    const { plant } = await seeded();
    const removed = plant.routes['calendars.remove']({
      params: { code: 'two' },
      query: undefined,
      body: undefined,
      caller: system,
    });
    const results = await Promise.all([
      plant.routes['workshops.put']({
        params: { code: 'shaft' },
        query: undefined,
        body: { site: 'north', name: 'x' },
        caller: system,
      }),
      plant.routes['calendars.remove']({ params: { code: 'two' }, query: undefined, body: undefined, caller: system }),
    ]);
    expect((await removed).ok).toBe(false);
    expect(results.map((result) => result.ok)).toEqual([true, true]);
  });
});

describe('removing', () => {
  test('what something still refers to stays', async () => {
    const { plant } = await seeded();
    const outcome = await plant.routes['lines.remove']({
      params: { code: 'l1' },
      query: undefined,
      body: undefined,
      caller: system,
    });
    expect(outcome).toMatchObject({ ok: false, refusal: { kind: 'conflict' } });
  });

  test('a machine with facts stays, one without goes', async () => {
    const { plant } = await seeded({ facts: ['m1'] });
    const remove = (code: string) =>
      plant.routes['machines.remove']({ params: { code }, query: undefined, body: undefined, caller: system });
    expect(await remove('m1')).toMatchObject({ ok: false, refusal: { kind: 'conflict' } });
    expect(await remove('m2')).toEqual({ ok: true, value: undefined });
    expect(plant.machine('m2')).toBeUndefined();
    expect(await remove('m2')).toMatchObject({ ok: false, refusal: { kind: 'not_found' } });
  });

  test('a machine whose facts are recorded cannot be moved to another site by moving its workshop', async () => {
    const at = await seeded({ facts: ['m1'] });
    const outcome = await at.put({
      ...smallPlant,
      sites: { ...smallPlant.sites, south: { ...smallPlant.sites.north, name: 'South' } as never },
      workshops: { shaft: { site: 'south', name: 'Half shaft' } },
    });
    expect(outcome).toMatchObject({ ok: false, refusal: { kind: 'conflict' } });
    expect(at.plant.machine('m1')?.site).toBe('north');
  });
});

describe('announcing whose facts became stale', () => {
  test('a new name makes nothing stale', async () => {
    const at = await seeded();
    const seen = announced(at);
    await putMachine(at, 'm1', { ...machine, name: 'Other name', signalMap: smallPlant.machines.m1?.signalMap ?? {} });
    expect(at.plant.machine('m1')?.name).toBe('Other name');
    expect(seen).toEqual([]);
  });

  test.each([
    ['ideal cycle', { ...machine, idealCycleSeconds: 31, signalMap: smallPlant.machines.m1?.signalMap ?? {} }],
    ['signal map', { ...machine, signalMap: { exec: { signal: 'state', values: 'packml' } } }],
  ])('a new %s concerns the machine from its beginning', async (_, body) => {
    const at = await seeded();
    const seen = announced(at);
    await putMachine(at, 'm1', body);
    expect(seen).toEqual([{ machines: ['m1'], reason: 'machine', from: 0 }]);
  });

  test('other hours in a calendar concern every machine of the workshops that use it', async () => {
    const at = await seeded();
    const seen = announced(at);
    const two = smallPlant.calendars.two as NonNullable<(typeof smallPlant.calendars)[string]>;
    const shifts = two.shifts.map((shift) => ({ ...shift, end: '15:00' }));
    await at.plant.routes['calendars.put']({
      params: { code: 'two' },
      query: undefined,
      body: { ...two, shifts },
      caller: system,
    });
    expect(seen).toEqual([{ machines: ['m1', 'm2'], reason: 'calendar', from: 0 }]);
  });

  test('one more holiday concerns only the time from the day before it', async () => {
    const at = await seeded();
    const seen = announced(at);
    const two = smallPlant.calendars.two as NonNullable<(typeof smallPlant.calendars)[string]>;
    const body = { ...two, holidays: ['2026-10-01'] };
    await at.plant.routes['calendars.put']({ params: { code: 'two' }, query: undefined, body, caller: system });
    expect(seen).toEqual([{ machines: ['m1', 'm2'], reason: 'calendar', from: Date.parse('2026-09-30T00:00:00Z') }]);
  });

  test('a new definition concerns its workshop from when it takes effect, and versions count up', async () => {
    const { plant } = await seeded();
    const seen: PlantChange[] = [];
    plant.onChange((change) => seen.push(change));
    const add = (effectiveFrom: number) =>
      plant.routes['definitions.add']({
        params: { code: 'shaft' },
        query: undefined,
        body: { ...definitionTerms, effectiveFrom },
        caller: system,
      });
    expect(await add(5000)).toMatchObject({ ok: true, value: { version: 1 } });
    expect(await add(9000)).toMatchObject({ ok: true, value: { version: 2 } });
    expect(seen.map(({ reason, from }) => [reason, from])).toEqual([
      ['definition', 5000],
      ['definition', 9000],
    ]);
    const listed = await plant.routes['definitions.list']({
      params: { code: 'shaft' },
      query: undefined,
      body: undefined,
      caller: system,
    });
    expect(listed.ok && listed.value.map((each) => each.version)).toEqual([0, 1, 2]);
  });
});

describe('what a change makes stale', () => {
  test('is open from the moment the change is stored until it is settled, also for the next process', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'takt-plant-'));
    const path = join(directory, 'takt.db');
    const first = await openTestPlant({ path });
    await first.put(smallPlant);
    await putMachine(first, 'm1', { ...machine, idealCycleSeconds: 31 });
    await putMachine(first, 'm1', { ...machine, idealCycleSeconds: 31, name: 'A new name makes nothing stale' });
    // Nobody listened: the process ends right after the write.
    await first.close();

    const next = await openTestPlant({ path });
    opened.push(next);
    const open = await next.plant.openChanges();
    expect(open).toMatchObject([
      { machines: ['m1', 'm2'], reason: 'machine', from: 0 },
      { machines: ['m1'], reason: 'machine', from: 0 },
    ]);
    await next.plant.settleChange(open[0]?.id ?? 0);
    expect(await next.plant.openChanges()).toEqual(open.slice(1));
    await rm(directory, { recursive: true });
  });

  test('is not kept where the change is refused', async () => {
    const at = await seeded();
    for (const { id } of await at.plant.openChanges()) await at.plant.settleChange(id);
    expect(await putMachine(at, 'm1', { ...machine, line: 'nowhere' })).toMatchObject({ ok: false });
    expect(await at.plant.openChanges()).toEqual([]);
  });
});

describe('the view for the pipeline', () => {
  test('a machine is found by code, by source and in every scope above it', async () => {
    const { plant } = await seeded();
    expect(plant.bySource('north/m1')?.code).toBe('m1');
    expect(plant.bySource('south/m1')).toBeUndefined();
    for (const [level, code] of [
      ['line', 'l1'],
      ['workshop', 'shaft'],
      ['site', 'north'],
      ['enterprise', 'acme'],
      ['district', 'xiaoshan'],
    ] as const) {
      expect(plant.within({ level, code }).map((each) => each.code)).toEqual(['m1', 'm2']);
    }
    expect(plant.within({ level: 'district', code: 'elsewhere' })).toEqual([]);
  });

  test('a machine counts as an outlet unless it says otherwise', async () => {
    const { plant } = await seeded();
    expect([plant.machine('m1')?.outlet, plant.machine('m2')?.outlet]).toEqual([true, false]);
  });
});
