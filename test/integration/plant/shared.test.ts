// Several processes write one plant: each registry here stands for a process, over one database.
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PlantChange } from '../../../server/src/pipeline/plant-view.ts';
import { openPlant, type PlantRegistry } from '../../../server/src/plant/index.ts';
import { createAudit } from '../../../server/src/platform/audit/index.ts';
import { system } from '../../../server/src/platform/caller.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../../../server/src/platform/database/index.ts';
import { type Databases, databaseKinds } from '../../harness/databases.ts';
import { describeWith } from '../../harness/requirements.ts';
import { definitionTerms, smallPlant } from '../../unit/server/plant/fixture.ts';

const nothing = { query: undefined, body: undefined, caller: system };
const machine = { line: 'l1', name: 'Lathe', idealCycleSeconds: 30 };
const putMachine = (plant: PlantRegistry, code: string, body = machine) =>
  plant.routes['machines.put']({ params: { code }, query: undefined, body, caller: system });
const remove = (plant: PlantRegistry, kind: 'lines' | 'machines' | 'workshops', code: string) =>
  plant.routes[`${kind}.remove`]({ params: { code }, ...nothing });
const addDefinition = (plant: PlantRegistry, effectiveFrom: number) =>
  plant.routes['definitions.add']({
    params: { code: 'shaft' },
    query: undefined,
    body: { ...definitionTerms, effectiveFrom },
    caller: system,
  });
const whole = (plant: PlantRegistry) => plant.routes['plant.get']({ params: undefined, ...nothing });

for (const { name, needs, start } of databaseKinds) {
  describeWith(needs, `one plant in several processes on ${name}`, () => {
    let databases: Databases;
    let options: DatabaseOptions;
    const opened: Database[] = [];
    const written: number[] = [];

    /** SQLite has one connection, which its processes share by being one. */
    async function connect(): Promise<Database> {
      const [first] = opened;
      if (first && 'path' in options) return first;
      const database = await openDatabase(options);
      opened.push(database);
      return database;
    }

    async function join(number: number): Promise<PlantRegistry> {
      const { db } = await connect();
      return openPlant({ db, audit: createAudit(() => 1000 + number), onWritten: () => void written.push(number) });
    }

    async function seeded(count: number): Promise<PlantRegistry[]> {
      options = await databases.create();
      const plants: PlantRegistry[] = [];
      while (plants.length < count) plants.push(await join(plants.length));
      await plants[0]?.routes['plant.put']({ params: undefined, query: undefined, body: smallPlant, caller: system });
      written.length = 0;
      return plants;
    }

    async function pair(): Promise<[PlantRegistry, PlantRegistry]> {
      return (await seeded(2)) as [PlantRegistry, PlantRegistry];
    }

    async function end(): Promise<void> {
      for (const database of opened.splice(0)) await database.close();
    }

    beforeAll(async () => {
      databases = await start();
    });
    beforeEach(end);
    afterEach(end);
    afterAll(() => databases.remove());

    test('a write that builds on what another process wrote needs no refresh', async () => {
      const [first, second] = await pair();
      expect(await putMachine(second, 'm3')).toMatchObject({ ok: true });
      expect(second.machine('m1')?.name).toBe('Lathe');
      expect(await remove(first, 'machines', 'm3')).toEqual({ ok: true, value: undefined });
      expect(await remove(second, 'machines', 'm3')).toMatchObject({ ok: false, refusal: { kind: 'not_found' } });
    });

    test('a write is not taken for unchanged because this process has not seen another’s', async () => {
      const [first, second] = await pair();
      await second.refresh();
      await putMachine(first, 'm2', { ...machine, name: 'Changed elsewhere' });
      await putMachine(second, 'm2', { ...machine, name: 'Mill' });
      await first.refresh();
      expect(first.machine('m2')?.name).toBe('Mill');
    });

    test('of two writes that exclude each other one is refused', async () => {
      const [first, second] = await pair();
      for (let round = 0; round < 10; round++) {
        const line = {
          params: { code: 'l2' },
          query: undefined,
          body: { workshop: 'shaft', name: 'Line 2' },
          caller: system,
        };
        await first.routes['lines.put'](line);
        const [removed, put] = await Promise.all([
          remove(first, 'lines', 'l2'),
          putMachine(second, 'm9', { ...machine, line: 'l2' }),
        ]);
        expect([removed.ok, put.ok].sort()).toEqual([false, true]);
        await Promise.all([first.refresh(), second.refresh()]);
        expect(await whole(first)).toEqual(await whole(second));
        if (put.ok) await remove(first, 'machines', 'm9');
      }
    });

    test('what another process wrote is seen after a refresh and told once, as it was told there', async () => {
      const [first, second] = await pair();
      await second.refresh();
      const told: PlantChange[][] = [[], []];
      first.onChange((change) => told[0]?.push(change));
      second.onChange((change) => told[1]?.push(change));
      const before = (await first.openChanges()).length;
      await putMachine(first, 'm1', { ...machine, idealCycleSeconds: 31 });
      await addDefinition(first, 5000);
      expect(second.machine('m1')?.idealCycleSeconds).toBe(30);
      await Promise.all([second.refresh(), second.refresh()]);
      await second.refresh();
      expect(second.all()).toEqual(first.all());
      expect(told[0]).toEqual([
        { machines: ['m1'], reason: 'machine', from: 0 },
        { machines: ['m1', 'm2'], reason: 'definition', from: 5000 },
      ]);
      expect(told[1]).toEqual([
        { machines: ['m1'], reason: 'machine', from: 0 },
        { machines: ['m2'], reason: 'definition', from: 5000 },
      ]);
      expect((await second.openChanges()).length - before).toBe(2);
    });

    test('what another process wrote is told before the answer to a write of one’s own', async () => {
      const [first, second] = await pair();
      await second.refresh();
      const told: PlantChange[] = [];
      second.onChange((change) => told.push(change));
      await putMachine(first, 'm1', { ...machine, idealCycleSeconds: 31 });
      await putMachine(second, 'm2', { ...machine, line: 'nowhere' });
      expect(told).toEqual([{ machines: ['m1'], reason: 'machine', from: 0 }]);
    });

    test('others are to be told of writes, not of what was refused, unchanged or written elsewhere', async () => {
      const [first, second] = await pair();
      await putMachine(first, 'm3');
      await putMachine(first, 'm3');
      await putMachine(second, 'm4', { ...machine, line: 'nowhere' });
      await second.refresh();
      await addDefinition(second, 1);
      expect(written).toEqual([0, 1]);
    });

    test('none of fifty writes at once is lost', async () => {
      const plants = await seeded(5);
      const writes = Array.from({ length: 50 }, (_, n) => {
        const plant = plants[n % plants.length] as PlantRegistry;
        return n % 2 === 0 ? putMachine(plant, `new${n}`) : addDefinition(plant, n);
      });
      const outcomes = await Promise.all(writes);
      expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([]);
      await Promise.all(plants.map((plant) => plant.refresh()));
      for (const plant of plants) {
        expect(plant.all().filter(({ code }) => code.startsWith('new'))).toHaveLength(25);
        const versions = plant.machine('m1')?.definitions.map(({ version }) => version);
        expect(versions).toEqual(Array.from({ length: 25 }, (_, n) => n + 1));
      }
    });

    test('whatever is written by whom in which order, all end up with one plant in which everything leads somewhere', async () => {
      const codes = fc.constantFrom('a', 'b', 'c');
      const write = fc.oneof(
        fc.record({ kind: fc.constant('line' as const), code: codes }),
        fc.record({
          kind: fc.constant('machine' as const),
          code: codes,
          line: codes,
          cycle: fc.integer({ min: 1, max: 3 }),
        }),
        fc.record({ kind: fc.constant('no line' as const), code: codes }),
        fc.record({ kind: fc.constant('no machine' as const), code: codes }),
        fc.record({ kind: fc.constant('refresh' as const) }),
      );
      type Step = typeof write extends fc.Arbitrary<infer T> ? T : never;
      const apply = (plant: PlantRegistry, step: Step): Promise<unknown> => {
        if (step.kind === 'refresh') return plant.refresh();
        const params = { code: step.code };
        if (step.kind === 'no line') return remove(plant, 'lines', step.code);
        if (step.kind === 'no machine') return remove(plant, 'machines', step.code);
        if (step.kind === 'line') {
          return plant.routes['lines.put']({
            params,
            query: undefined,
            body: { workshop: 'shaft', name: step.code },
            caller: system,
          });
        }
        return putMachine(plant, step.code, { ...machine, line: step.line, idealCycleSeconds: step.cycle });
      };
      const steps = fc.array(fc.record({ by: fc.nat(2), step: write }), { minLength: 10, maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(steps, async (all) => {
          await end();
          const plants = await seeded(3);
          await Promise.all(all.map(({ by, step }) => apply(plants[by] as PlantRegistry, step)));
          await Promise.all(plants.map((plant) => plant.refresh()));
          const stored = await whole(await join(9));
          for (const plant of plants) expect(await whole(plant)).toEqual(stored);
          const value = stored.ok ? stored.value : undefined;
          for (const { line } of Object.values(value?.machines ?? {})) expect(value?.lines).toHaveProperty([line]);
        }),
        { numRuns: 15 },
      );
    });
  });
}
