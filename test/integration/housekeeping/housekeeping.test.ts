// Housekeeping takes away what is left behind, and nothing that is needed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tidy } from '../../../server/src/pipeline/housekeeping/index.ts';
import { openDatabase } from '../../../server/src/platform/database/index.ts';
import { type Databases, databaseKinds } from '../../harness/databases.ts';
import { describeWith } from '../../harness/requirements.ts';

for (const { name, needs, start } of databaseKinds) {
  describeWith(needs, `housekeeping on ${name}`, () => {
    let databases: Databases;
    beforeAll(async () => {
      databases = await start();
    });
    afterAll(() => databases?.remove());

    test('forgets what belongs to nothing any more and keeps the rest', async () => {
      const database = await openDatabase(await databases.create());
      const { db } = database;
      const dayMs = 86_400_000;
      const now = Date.now();
      try {
        await db.insertInto('enterprises').values({ code: 'e', name: 'E' }).execute();
        const site = { code: 's', name: 'S', enterprise: 'e', district: 'd', sector: 'C36', time_zone: 'UTC' };
        await db.insertInto('sites').values(site).execute();
        await db
          .insertInto('workshops')
          .values({ code: 'w', name: 'W', site: 's', calendar: null, target: null })
          .execute();
        await db.insertInto('lines').values({ code: 'l', name: 'L', workshop: 'w' }).execute();
        const machine = { code: 'm', name: 'M', line: 'l', ideal_cycle_seconds: 1, outlet: null, signal_map: null };
        await db.insertInto('machines').values(machine).execute();
        for (const [code, of] of [
          ['s', 'm'],
          ['gone', 'gone'],
        ] as const) {
          await db.insertInto('dirty_marks').values({ site: code, marks: '[]' }).execute();
          await db.insertInto('fold_horizons').values({ site: code, at: now }).execute();
          const range = { machine: of, from_ms: 0, to_ms: 1, reason: 'late_data' };
          await db.insertInto('late_ranges').values(range).execute();
        }
        const nodes = [
          { site: 's', node: 'new', born_at: now },
          { site: 's', node: 'old', born_at: now - 100 * dayMs },
        ];
        await db.insertInto('edge_nodes').values(nodes).execute();
        const leases = [
          { kind: 'fold', name: 's', member: 'a', until: now + dayMs },
          { kind: 'fold', name: 'gone', member: 'b', until: now - 2 * dayMs },
        ];
        await db.insertInto('leases').values(leases).execute();
        await db
          .insertInto('lease_members')
          .values(leases.map(({ name: _, ...member }) => member))
          .execute();

        await tidy(database);

        expect(await db.selectFrom('dirty_marks').select('site').execute()).toMatchObject([{ site: 's' }]);
        expect(await db.selectFrom('fold_horizons').select('site').execute()).toMatchObject([{ site: 's' }]);
        expect(await db.selectFrom('late_ranges').select('machine').execute()).toMatchObject([{ machine: 'm' }]);
        expect(await db.selectFrom('edge_nodes').select('node').execute()).toMatchObject([{ node: 'new' }]);
        expect(await db.selectFrom('leases').select('member').execute()).toMatchObject([{ member: 'a' }]);
        expect(await db.selectFrom('lease_members').select('member').execute()).toMatchObject([{ member: 'a' }]);
      } finally {
        await database.close();
      }
    });
  });
}
