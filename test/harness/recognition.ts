// Owns records of the registry, projects and certificates that tests of recognition write straight into a database.
import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../../server/src/platform/database/index.ts';

type Db = Kysely<Schema>;
type Given<T extends keyof Schema, K extends keyof Row<T>> = Pick<Row<T>, K> & Partial<Row<T>>;

const at = Date.UTC(2026, 0, 5);
const provenance = {
  origin: 'declared' as const,
  recorded_at: at,
  recorded_by: 'test',
  recorded_by_name: 'Test',
  import: null,
};

/** One that is there already stays as it is. */
export async function putRegistryEnterprise(db: Db, given: Given<'registry_enterprises', 'id' | 'district'>) {
  const row: Row<'registry_enterprises'> = {
    name: given.id,
    name_key: given.id,
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
    created_at: at,
    revision: 1,
    ...provenance,
    ...given,
  };
  await db
    .insertInto('registry_enterprises')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

export async function putRegistryWorkshop(
  db: Db,
  given: Given<'registry_workshops', 'id' | 'enterprise' | 'district'>,
) {
  const row: Row<'registry_workshops'> = {
    site: null,
    name: given.id,
    product: null,
    plant_workshop: null,
    state: 'active',
    revision: 1,
    ...provenance,
    ...given,
  };
  await db
    .insertInto('registry_workshops')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

export async function putEquipment(db: Db, given: Given<'registry_equipment', 'enterprise' | 'workshop' | 'quantity'>) {
  const row: Row<'registry_equipment'> = {
    id: randomUUID(),
    name: 'Lathe',
    model: null,
    process: null,
    numerically_controlled: null,
    networked: null,
    key_process: null,
    plant_machine: null,
    state: 'in_use',
    revision: 1,
    ...provenance,
    ...given,
  };
  await db.insertInto('registry_equipment').values(row).execute();
}

export async function putFigure(db: Db, given: Given<'figures', 'subject_kind' | 'subject' | 'indicator' | 'value'>) {
  const row: Row<'figures'> = {
    id: randomUUID(),
    from_date: null,
    to_date: null,
    document: null,
    note: null,
    superseded_at: null,
    ...provenance,
    ...given,
  };
  await db.insertInto('figures').values(row).execute();
}

/** With its implementation from `started`, and accepted at `accepted` where that is given; ISO dates. */
export async function putProject(
  db: Db,
  {
    started,
    accepted,
    workshops = [],
    ...given
  }: Given<'retrofit_projects', 'id' | 'enterprise' | 'district'> & {
    started?: string;
    accepted?: string;
    workshops?: readonly string[];
  },
) {
  const row: Row<'retrofit_projects'> = {
    code: given.id,
    name: given.id,
    type: 'comprehensive',
    stage: accepted ? 'closed' : 'implementation',
    stopped_in: null,
    stop_reason: null,
    description: null,
    planned_yuan: 0,
    paid_yuan: 0,
    funding: '[]',
    supplier: null,
    responsible: '[]',
    go_live: null,
    blocked_since: null,
    blocked_reason: null,
    route: null,
    approval: 'approved',
    submitted_at: null,
    approved_at: null,
    created_at: at,
    created_by: 'test',
    updated_at: at,
    revision: 1,
    ...given,
  };
  await db.insertInto('retrofit_projects').values(row).execute();
  for (const workshop of workshops)
    await db.insertInto('retrofit_scopes').values({ project: given.id, workshop, line: '' }).execute();
  const planned = { project: given.id, planned_from: null, planned_to: null };
  if (started)
    await db
      .insertInto('retrofit_stages')
      .values({ ...planned, stage: 'implementation', actual_from: started, actual_to: accepted ?? null })
      .execute();
  if (accepted)
    await db
      .insertInto('retrofit_stages')
      .values({ ...planned, stage: 'acceptance', actual_from: accepted, actual_to: accepted })
      .execute();
}

export async function putCertificate(
  db: Db,
  given: Given<'certificates', 'counts_as' | 'subject_kind' | 'subject' | 'enterprise' | 'district'>,
) {
  const row: Row<'certificates'> = {
    id: randomUUID(),
    number: randomUUID(),
    application: null,
    scheme: 'cq-digital-workshop',
    version: 2,
    issued_on: '2026-01-05',
    valid_until: null,
    state: 'valid',
    warned_on: null,
    withdrawn_on: null,
    reason: null,
    origin: 'imported',
    evidence: null,
    recorded_at: at,
    revision: 1,
    ...given,
  };
  await db.insertInto('certificates').values(row).execute();
}
