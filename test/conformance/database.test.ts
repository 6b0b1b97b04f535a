// What every database engine behind Kysely must do alike, run on each of them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase, openDatabaseAsIs } from '../../server/src/platform/database/index.ts';

interface Adapter {
  open(): Promise<Database>;
  /** Without its migrations. */
  openAsIs(): Promise<Database>;
  remove(): Promise<void>;
}

async function sqlite(): Promise<Adapter> {
  const directory = await mkdtemp(join(tmpdir(), 'takt-database-'));
  return {
    open: () => openDatabase({ path: join(directory, 'takt.db') }),
    openAsIs: () => openDatabaseAsIs({ path: join(directory, 'new.db') }),
    remove: () => rm(directory, { recursive: true }),
  };
}

describe.each([['sqlite', sqlite]])('database %s', (_, create) => {
  let adapter: Adapter;
  let database: Database;

  beforeEach(async () => {
    adapter = await create();
    database = await adapter.open();
  });
  afterEach(async () => {
    await database.close();
    await adapter.remove();
  });

  test('opening again applies no migration twice and keeps what was written', async () => {
    await database.db.insertInto('fold_progress').values({ machine: 'm1', watermark: 1_795_495_347_448 }).execute();
    await database.close();
    database = await adapter.open();
    const rows = await database.db.selectFrom('fold_progress').selectAll().execute();
    expect(rows.map((row) => ({ ...row }))).toEqual([{ machine: 'm1', watermark: 1_795_495_347_448 }]);
  });

  test('migrations are applied up to the one that is named, then the rest, and never twice', async () => {
    const fresh = await adapter.openAsIs();
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
    const untyped = database.db as unknown as Kysely<{ kysely_migration: typeof later }>;
    await untyped.insertInto('kysely_migration').values(later).execute();
    await database.close();
    await expect(adapter.open()).rejects.toThrow(/newer version of Takt.*9999-later/);
    database = await adapter.openAsIs();
  });

  test('a transaction that fails leaves nothing', async () => {
    const failing = database.db.transaction().execute(async (transaction) => {
      await transaction.insertInto('enterprises').values({ code: 'a', name: 'A' }).execute();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await database.db.selectFrom('enterprises').selectAll().execute()).toEqual([]);
  });

  test('transactions at the same time do not see into one another', async () => {
    await database.db.insertInto('fold_progress').values({ machine: 'm', watermark: 0 }).execute();
    const add = () =>
      database.db.transaction().execute(async (transaction) => {
        const { watermark } = await transaction
          .selectFrom('fold_progress')
          .select('watermark')
          .executeTakeFirstOrThrow();
        await new Promise((resolve) => setTimeout(resolve, 1));
        await transaction
          .updateTable('fold_progress')
          .set({ watermark: watermark + 1 })
          .execute();
      });
    await Promise.all(Array.from({ length: 10 }, add));
    expect((await database.db.selectFrom('fold_progress').selectAll().executeTakeFirst())?.watermark).toBe(10);
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
    database = await adapter.open();
  });
});
