// Owns copying the registry from one database to another, whatever engines they are.
import type { Database } from '../../platform/database/index.ts';
import { atOneMoment, countRows, makeRoom, presentTables, readRows, writeRows } from '../transfer/rows.ts';

/** All or nothing. Both have the tables of this version. */
export async function copyRegistry(from: Database, to: Database): Promise<void> {
  await atOneMoment(from.db, (source) =>
    to.db.transaction().execute(async (target) => {
      await makeRoom(target);
      for (const table of await presentTables(target)) {
        for await (const rows of readRows(source, table)) await writeRows(target, table, rows);
      }
    }),
  );
}

/** Tables whose rows are not as many in both. */
export async function compareRegistries(from: Database, to: Database): Promise<string[]> {
  const differences: string[] = [];
  for (const table of await presentTables(from.db)) {
    const [before, after] = [await countRows(from.db, table), await countRows(to.db, table)];
    if (before !== after) differences.push(`${table.name}: ${before} rows, moved ${after}`);
  }
  return differences;
}
