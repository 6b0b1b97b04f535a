// What every database engine behind Kysely must do alike, run on each of them.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase, openDatabaseAsIs } from '../../server/src/platform/database/index.ts';
import { type DatabaseKind, type Databases, databaseKinds } from '../harness/databases.ts';
import { describeWith } from '../harness/requirements.ts';

for (const { name, needs, start } of databaseKinds) describeWith(needs, `database ${name}`, () => suite(start));

function suite(start: DatabaseKind['start']): void {
  let databases: Databases;
  let create: () => Promise<Database>;
  let openAsIs: () => Promise<Database>;
  let database: Database;

  beforeAll(async () => {
    databases = await start();
  });
  beforeEach(async () => {
    const options = await databases.create();
    create = () => openDatabase(options);
    openAsIs = () => openDatabaseAsIs(options);
    database = await create();
  });
  afterEach(() => database.close());
  afterAll(() => databases.remove());

  test('opening again applies no migration twice and keeps what was written', async () => {
    await database.db.insertInto('fold_progress').values({ machine: 'm1', watermark: 1_795_495_347_448 }).execute();
    await database.close();
    database = await create();
    const rows = await database.db.selectFrom('fold_progress').selectAll().execute();
    expect(rows.map((row) => ({ ...row }))).toEqual([{ machine: 'm1', watermark: 1_795_495_347_448 }]);
  });

  test('migrations are listed before and after they are applied, one by one or all', async () => {
    const fresh = await openDatabaseAsIs(await databases.create());
    try {
      const known = await fresh.migrations.list();
      const names = known.map(({ name }) => name);
      expect(known.every(({ appliedAt }) => appliedAt === undefined)).toBe(true);
      expect(await fresh.migrations.apply(names[0])).toEqual(names.slice(0, 1));
      await expect(fresh.db.selectFrom('plant_changes').selectAll().execute()).rejects.toThrow();
      expect(await fresh.migrations.apply()).toEqual(names.slice(1));
      expect(await fresh.migrations.apply(names[0])).toEqual([]);
      expect(await fresh.migrations.apply()).toEqual([]);
      expect(await fresh.db.selectFrom('plant_changes').selectAll().execute()).toEqual([]);
      expect((await fresh.migrations.list()).every(({ appliedAt = 0 }) => appliedAt > 1.7e12)).toBe(true);
    } finally {
      await fresh.close();
    }
  });

  test('a database that a newer version wrote is refused', async () => {
    const later = { name: '9999-later', timestamp: new Date().toISOString() };
    await database.db
      .insertInto('kysely_migration' as never)
      .values(later as never)
      .execute();
    await database.close();
    await expect(create()).rejects.toThrow(/newer version of Takt.*9999-later/);
    database = await openAsIs();
  });

  test('a transaction that fails leaves nothing', async () => {
    const failing = database.db.transaction().execute(async (transaction) => {
      await transaction.insertInto('enterprises').values({ code: 'a', name: 'A' }).execute();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await database.db.selectFrom('enterprises').selectAll().execute()).toEqual([]);
  });

  test('transactions that update one row first follow one another, and each sees what the one before left', async () => {
    const set = (machine: string, watermark: number) => ({ machine, watermark });
    await database.db
      .insertInto('fold_progress')
      .values([set('turn', 0), set('sum', 0)])
      .execute();
    const add = () =>
      database.db.transaction().execute(async (transaction) => {
        const of = (machine: string) => transaction.updateTable('fold_progress').where('machine', '=', machine);
        await of('turn')
          .set((e) => ({ watermark: e('watermark', '+', 1) }))
          .execute();
        const { watermark } = await transaction
          .selectFrom('fold_progress')
          .select('watermark')
          .where('machine', '=', 'sum')
          .executeTakeFirstOrThrow();
        await new Promise((resolve) => setTimeout(resolve, 1));
        await of('sum')
          .set({ watermark: watermark + 1 })
          .execute();
      });
    await Promise.all(Array.from({ length: 10 }, add));
    const rows = await database.db.selectFrom('fold_progress').select('watermark').execute();
    expect(rows.map((row) => row.watermark)).toEqual([10, 10]);
  });

  test('what is not committed yet is seen by nobody else', async () => {
    const transaction = await database.db.startTransaction().execute();
    await transaction.insertInto('enterprises').values({ code: 'a', name: 'A' }).execute();
    const looking = database.db.selectFrom('enterprises').selectAll().execute();
    // Where there is one connection the look waits for the end of the transaction.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await transaction.rollback().execute();
    expect(await looking).toEqual([]);
  });

  test('at repeatable read several statements see one moment', async () => {
    const count = (db: Database['db']) => db.selectFrom('enterprises').select('code').execute();
    let inserted: Promise<unknown> = Promise.resolve();
    await database.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (transaction) => {
        expect(await count(transaction)).toEqual([]);
        inserted = database.db.insertInto('enterprises').values({ code: 'a', name: 'A' }).execute();
        await new Promise((resolve) => setTimeout(resolve, 20));
        expect(await count(transaction)).toEqual([]);
      });
    await inserted;
    expect(await count(database.db)).toHaveLength(1);
  });

  test('a reference to nothing is refused', async () => {
    const orphan = database.db.insertInto('lines').values({ code: 'l', name: 'L', workshop: 'none' }).execute();
    await expect(orphan).rejects.toThrow();
  });

  test('numbers given out to rows grow and are not given out again', async () => {
    const row = { machine: 'm', from_ms: 1, to_ms: 2, reason: 'late' };
    const insert = () => database.db.insertInto('late_ranges').values(row).returning('id').executeTakeFirstOrThrow();
    const first = await insert();
    await database.db.deleteFrom('late_ranges').execute();
    expect((await insert()).id).toBeGreaterThan(first.id);
  });

  test('an upsert replaces by key', async () => {
    const put = (watermark: number) =>
      database.db
        .insertInto('fold_progress')
        .values({ machine: 'm', watermark })
        .onConflict((conflict) =>
          conflict.column('machine').doUpdateSet((e) => ({ watermark: e.ref('excluded.watermark') })),
        )
        .execute();
    await put(1);
    await put(2);
    expect((await database.db.selectFrom('fold_progress').selectAll().execute()).map((row) => row.watermark)).toEqual([
      2,
    ]);
  });

  test('the same reading is quarantined once per reason', async () => {
    const row = { received_at: 1, site: 's', machine: 'm', signal: 'x', at: 5, value: '1', reason: 'future' };
    await database.db.insertInto('quarantine').values(row).execute();
    await expect(database.db.insertInto('quarantine').values(row).execute()).rejects.toThrow();
    await database.db
      .insertInto('quarantine')
      .values({ ...row, reason: 'before_2000' })
      .execute();
    const again = database.db
      .insertInto('quarantine')
      .values(row)
      .onConflict((conflict) => conflict.columns(['site', 'machine', 'signal', 'at', 'reason']).doNothing());
    expect((await again.executeTakeFirst()).numInsertedOrUpdatedRows).toBe(0n);
  });

  test('rows are numbered beyond 32 bits', async () => {
    const rows = await database.db
      .selectFrom('audit_entries')
      .selectAll()
      .where('id', '<', 2 ** 40)
      .execute();
    expect(rows).toEqual([]);
  });

  test('its clock is told in epoch ms', async () => {
    const read = () => database.db.selectNoFrom(database.now.as('now')).executeTakeFirstOrThrow();
    const first = (await read()).now;
    expect(Number.isInteger(first)).toBe(true);
    // The server runs on this machine; a unit or zone that is wrong is further off than a minute.
    expect(Math.abs(first - Date.now())).toBeLessThan(60_000);
    expect((await read()).now).toBeGreaterThanOrEqual(first);
  });

  test('numbers keep 53 bits and text keeps every character', async () => {
    const machine = {
      line: 'l',
      name: 'Tour à métaux "1" \u{1F600}',
      ideal_cycle_seconds: 0.1 + 0.2,
      outlet: null,
      signal_map: null,
    };
    await database.db.insertInto('enterprises').values({ code: 'e', name: 'E' }).execute();
    await database.db
      .insertInto('sites')
      .values({ code: 's', name: 'S', enterprise: 'e', district: 'd', sector: 'c', time_zone: 'UTC' })
      .execute();
    await database.db
      .insertInto('workshops')
      .values({ code: 'w', name: 'W', site: 's', calendar: null, target: null })
      .execute();
    await database.db.insertInto('lines').values({ code: 'l', name: 'L', workshop: 'w' }).execute();
    await database.db
      .insertInto('machines')
      .values({ code: 'm', ...machine })
      .execute();
    expect({ ...(await database.db.selectFrom('machines').selectAll().executeTakeFirst()) }).toEqual({
      code: 'm',
      ...machine,
    });
  });

  test('the check answers while it is open and fails when it is not', async () => {
    await expect(database.check()).resolves.toBeUndefined();
    await database.close();
    await expect(database.check()).rejects.toThrow();
    database = await create();
  });
}
