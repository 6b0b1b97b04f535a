// Owns putting the registry of an archive into an empty database: under the tables of its own time, then brought up to date.
import type { Database } from '../../platform/database/index.ts';
import { registrySection, rowSchema } from '../archive/contents.ts';
import type { Manifest } from '../archive/manifest.ts';
import type { ArchiveReader } from '../archive/read.ts';
import { makeRoom, presentTables, writeRows } from '../transfer/rows.ts';

/** All or nothing. Rejects where the archive is of a newer version, or does not hold what its manifest says. */
export async function restoreRegistry(database: Database, archive: ArchiveReader): Promise<void> {
  const { migrations, tables: counts } = archive.manifest.registry;
  await prepareTables(database, migrations);
  await database.db.transaction().execute(async (transaction) => {
    await makeRoom(transaction);
    const present = await presentTables(transaction);
    const unknown = Object.keys(counts).find((name) => !present.some((table) => table.name === name));
    if (unknown !== undefined) throw new Error(`the archive holds the table "${unknown}", which is not known here`);
    for (const table of present) {
      let restored = 0;
      for await (const lines of archive.section(registrySection(table.name))) {
        const rows = lines.map((line) => rowSchema.parse(line));
        await writeRows(transaction, table, rows);
        restored += rows.length;
      }
      const expected = counts[table.name] ?? 0;
      if (restored !== expected) throw new Error(`${table.name} holds ${restored} rows instead of ${expected}`);
    }
  });
  await database.migrations.apply();
}

/** Throws where this version cannot read the archive's tables. */
export async function checkMigrations({ migrations }: Database, { registry }: Manifest): Promise<void> {
  const known = (await migrations.list()).map(({ name }) => name);
  const unknown = registry.migrations.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`the archive was written by a newer version of Takt (it has migration ${unknown}); update Takt`);
  }
}

async function prepareTables({ migrations }: Database, wanted: readonly string[]): Promise<void> {
  const last = wanted.at(-1);
  if (last === undefined) throw new Error('the archive holds no tables');
  await migrations.apply(last);
  const applied = (await migrations.list()).filter(({ appliedAt }) => appliedAt !== undefined);
  if (applied.length === wanted.length) return;
  throw new Error('the database already has newer tables than the archive; restore into one without any tables');
}
