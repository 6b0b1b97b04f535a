// Owns the rows a city is made of, by table, and how they are written.
import type { Kysely } from 'kysely';
import { inParts } from '../../platform/database/in-parts.ts';
import type { NewRow, Schema } from '../../platform/database/index.ts';

const filled = [
  'registry_enterprises',
  'registry_sites',
  'registry_workshops',
  'registry_equipment',
  'registry_contacts',
  'figures',
  'retrofit_projects',
  'retrofit_scopes',
  'retrofit_stages',
  'retrofit_milestones',
  'retrofit_events',
  'effect_plans',
  'effect_results',
  'recognition_applications',
  'recognition_events',
  'certificates',
  'certificate_checks',
  'targets',
  'enterprises',
  'sites',
  'workshops',
  'lines',
  'machines',
  'consents',
] as const satisfies readonly (keyof Schema)[];

export type CityRows = { [T in (typeof filled)[number]]: NewRow<T>[] };

export function noRows(): CityRows {
  return Object.fromEntries(filled.map((table) => [table, []])) as unknown as CityRows;
}

/** All or nothing, in one transaction. */
export async function writeRows(db: Kysely<Schema>, rows: CityRows): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (const table of filled) {
      for (const part of inParts(rows[table] as NewRow<'enterprises'>[]))
        await transaction
          .insertInto(table as 'enterprises')
          .values(part)
          .execute();
    }
    await transaction
      .updateTable('plant_revision')
      .set((e) => ({ revision: e('revision', '+', 1) }))
      .execute();
    await transaction
      .updateTable('access_revision')
      .set((e) => ({ revision: e('revision', '+', 1) }))
      .execute();
  });
}
