// Owns records of the registry for one tenant, under ids that follow from its mark: an enterprise linked to the plant, a second one,
// a site, a workshop, equipment, a contact.
import { nameKey } from '@takt/model/registry';
import type { Kysely } from 'kysely';
import { type DatabaseOptions, openDatabase, type Schema } from '../../server/src/platform/database/index.ts';
import type { Tenant } from './tenants.ts';

/** `re-<mark>` and so on. */
export function recordIds(mark: string) {
  return {
    enterprise: `re-${mark}`,
    /** Another one of the same district, linked to nothing. */
    fellow: `rf-${mark}`,
    site: `rs-${mark}`,
    workshop: `rw-${mark}`,
    equipment: `rq-${mark}`,
    contact: `rc-${mark}`,
  };
}

export interface TenantRecords {
  mark: string;
  district: string;
  /** Of the records. */
  name: string;
  contactName: string;
  /** Codes of the plant. */
  enterprise: string;
  workshop: string | null;
}

export function recordsOf({ mark, district, enterprise, workshop }: Tenant): TenantRecords {
  return { mark, district, enterprise, workshop, name: `Name ${mark}`, contactName: `Contact ${mark}` };
}

export async function writeRecords(db: Kysely<Schema>, one: TenantRecords): Promise<void> {
  const ids = recordIds(one.mark);
  const { district, name } = one;
  const recorded = { recorded_at: Date.now(), recorded_by: 'test', recorded_by_name: 'test', import: null };
  const row = { ...recorded, origin: 'imported' as const, revision: 1 };
  const nothing = { town: null, size_class: null, chain: null, chain_role: null, address: null, uscc: null };
  const enterprise = { ...row, ...nothing, name, name_key: nameKey(name), district, sector: 'C36', merged_into: null };
  const made = { state: 'active' as const, demonstration: 0, created_at: Date.now() };
  await db
    .insertInto('registry_enterprises')
    .values([
      { id: ids.enterprise, ...enterprise, ...made, plant_enterprise: one.enterprise },
      { id: ids.fellow, ...enterprise, ...made, plant_enterprise: null },
    ])
    .execute();
  const within = { ...row, enterprise: ids.enterprise, name, state: 'active' as const };
  const site = { ...within, id: ids.site, district, town: null, address: null, plant_site: null };
  await db.insertInto('registry_sites').values(site).execute();
  const workshop = {
    ...within,
    id: ids.workshop,
    site: ids.site,
    district,
    product: null,
    plant_workshop: one.workshop,
  };
  await db.insertInto('registry_workshops').values(workshop).execute();
  const said = { numerically_controlled: 1, networked: 1, key_process: 1 };
  const equipment = { ...within, ...said, id: ids.equipment, workshop: ids.workshop, state: 'in_use' as const };
  await db
    .insertInto('registry_equipment')
    .values({ ...equipment, model: null, process: null, quantity: 1, plant_machine: null })
    .execute();
  const contact = { ...within, id: ids.contact, name: one.contactName, position: null, phone: null, email: null };
  await db.insertInto('registry_contacts').values(contact).execute();
}

/** Before a server starts. */
export async function writeTenantRecords(database: DatabaseOptions, ...tenants: readonly Tenant[]): Promise<void> {
  const { db, close } = await openDatabase(database);
  try {
    for (const one of tenants) await writeRecords(db, recordsOf(one));
  } finally {
    await close();
  }
}
