// Owns saving the registry: every row of every table, as they were at one moment.
import type { Database } from '../../platform/database/index.ts';
import { registrySection } from '../archive/contents.ts';
import type { Manifest } from '../archive/manifest.ts';
import type { ArchiveWriter } from '../archive/write.ts';
import { atOneMoment, presentTables, readRows } from '../transfer/rows.ts';

/** The database may be one of an older version. */
export async function saveRegistry(archive: ArchiveWriter, database: Database): Promise<Manifest['registry']> {
  const migrations = (await database.migrations.list()).filter(({ appliedAt }) => appliedAt !== undefined);
  if (migrations.length === 0) throw new Error('the database has no tables yet: there is nothing to save');
  const counts: Record<string, number> = {};
  await atOneMoment(database.db, async (snapshot) => {
    for (const table of await presentTables(snapshot)) {
      const section = archive.section(registrySection(table.name));
      counts[table.name] = 0;
      for await (const rows of readRows(snapshot, table)) {
        for (const row of rows) await section.add(row);
        counts[table.name] = (counts[table.name] ?? 0) + rows.length;
      }
      await section.end();
    }
  });
  return { migrations: migrations.map(({ name }) => name), tables: counts };
}
