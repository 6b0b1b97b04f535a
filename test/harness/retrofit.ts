// Owns rows of the registry and of retrofit projects, to be put beside a server.
import type { Database, NewRow, Row } from '../../server/src/platform/database/index.ts';

const recorded = {
  origin: 'imported' as const,
  recorded_at: 0,
  recorded_by: 'test',
  recorded_by_name: 'test',
  import: null,
  revision: 1,
};

export type EnterpriseGiven = Pick<Row<'registry_enterprises'>, 'id' | 'district'> &
  Partial<Row<'registry_enterprises'>>;
export type WorkshopGiven = Pick<Row<'registry_workshops'>, 'id' | 'enterprise' | 'district'> &
  Partial<Row<'registry_workshops'>>;
export type ProjectGiven = Pick<Row<'retrofit_projects'>, 'id' | 'enterprise' | 'district'> &
  Partial<Row<'retrofit_projects'>>;

/** What is there already stays as it is. */
export async function putEnterprises(db: Database['db'], ...given: readonly EnterpriseGiven[]): Promise<void> {
  const rows = given.map(
    (one): NewRow<'registry_enterprises'> => ({
      name: `Enterprise ${one.id}`,
      name_key: one.id,
      uscc: null,
      town: null,
      size_class: null,
      sector: null,
      chain: null,
      chain_role: null,
      address: null,
      plant_enterprise: null,
      state: 'active',
      merged_into: null,
      demonstration: 0,
      created_at: 0,
      ...recorded,
      ...one,
    }),
  );
  await db
    .insertInto('registry_enterprises')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function putWorkshops(db: Database['db'], ...given: readonly WorkshopGiven[]): Promise<void> {
  const rows = given.map(
    (one): NewRow<'registry_workshops'> => ({
      name: `Workshop ${one.id}`,
      site: null,
      product: null,
      plant_workshop: null,
      state: 'active',
      ...recorded,
      ...one,
    }),
  );
  await db
    .insertInto('registry_workshops')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function putProjects(db: Database['db'], ...given: readonly ProjectGiven[]): Promise<void> {
  const rows = given.map(
    (one): NewRow<'retrofit_projects'> => ({
      code: `code-${one.id}`,
      name: `Project ${one.id}`,
      type: 'automation',
      stage: 'diagnosis',
      stopped_in: null,
      stop_reason: null,
      description: null,
      planned_yuan: 1_000_000,
      paid_yuan: 0,
      funding: '[]',
      supplier: null,
      responsible: '[]',
      go_live: null,
      blocked_since: null,
      blocked_reason: null,
      route: null,
      approval: 'draft',
      submitted_at: null,
      approved_at: null,
      created_at: 0,
      created_by: 'test',
      updated_at: 0,
      revision: 1,
      ...one,
    }),
  );
  await db.insertInto('retrofit_projects').values(rows).execute();
}
