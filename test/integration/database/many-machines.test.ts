// More machines than a statement may have parameters, on every database.
import { emptyFacts } from '@takt/model/facts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foldedBefore, openProgress } from '../../../server/src/pipeline/fold/progress.ts';
import { createRestatements } from '../../../server/src/pipeline/fold/restatements.ts';
import { type Database, openDatabase } from '../../../server/src/platform/database/index.ts';
import { type Databases, databaseKinds } from '../../harness/databases.ts';
import { describeWith } from '../../harness/requirements.ts';

const minute = 60_000;
const count = 70_000;
const machines = Array.from({ length: count }, (_, n) => `m${n}`);

for (const { name, needs, start } of databaseKinds) {
  describeWith(needs, `${count} machines on ${name}`, () => {
    let databases: Databases;
    let database: Database;

    beforeAll(async () => {
      databases = await start();
      database = await openDatabase(await databases.create());
    });
    afterAll(async () => {
      await database.close();
      await databases.remove();
    });

    test('how far they are folded is kept and found', async () => {
      const progress = openProgress(database.db);
      for (const machine of machines) progress.note(machine, minute, minute);
      await progress.persist();
      await progress.advance(machines.map((machine) => ({ machine, to: 9 * minute })));
      const next = openProgress(database.db);
      await next.load(machines);
      expect(machines.every((machine) => next.watermark(machine) === minute)).toBe(true);
      expect((await foldedBefore(database.db, machines)).size).toBe(count);
    });

    test('their restatements are listed together, newest first', async () => {
      const restatements = createRestatements(database.db);
      const facts = { before: emptyFacts(), after: emptyFacts() };
      const of = (machine: string) => ({ machine, shiftFrom: 0, shiftTo: 1, reason: 'late_data' as const, ...facts });
      await restatements.add(1, ['m69999', 'm1', 'm40000', 'elsewhere', 'm2'].map(of));
      expect((await restatements.list(machines, 3)).map((one) => one.machine)).toEqual(['m2', 'm40000', 'm1']);
    });
  });
}
