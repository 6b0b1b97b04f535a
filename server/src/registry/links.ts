// Owns which nodes of the plant a record may be linked to: they exist, lie in the district and in what the record lies in, and nobody
// else has them.
import type { Scope } from '@takt/model/plant';
import type { Row } from '../platform/database/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import type { RegistryParts } from './parts.ts';
import type { Enterprise } from './sight.ts';
import { type Db, invalid } from './write.ts';

type Column =
  | ['registry_enterprises', 'plant_enterprise']
  | ['registry_sites', 'plant_site']
  | ['registry_workshops', 'plant_workshop']
  | ['registry_equipment', 'plant_machine'];

const noNode = (level: Scope['level'], code: string, where: string) =>
  invalid([{ field: 'code', reason: `there is no ${level} "${code}" ${where}` }]);

async function isTaken(db: Db, [table, column]: Column, code: string, id: string): Promise<boolean> {
  const row = await db
    .selectFrom(table as 'registry_sites')
    .select('id')
    .where(column as 'plant_site', '=', code)
    .where('id', '<>', id)
    .executeTakeFirst();
  return row !== undefined;
}

async function unlessTaken(db: Db, column: Column, code: string, id: string): Promise<Outcome<string>> {
  if (await isTaken(db, column, code, id)) return refuse('conflict', `"${code}" is linked to another record already`);
  return done(code);
}

export async function enterpriseLink(
  { plant }: RegistryParts,
  db: Db,
  enterprise: Enterprise,
  code: string,
): Promise<Outcome<string>> {
  const place = plant.placeOf({ level: 'enterprise', code });
  if (!place?.districts.includes(enterprise.district))
    return noNode('enterprise', code, 'of the plant in the district');
  return unlessTaken(db, ['registry_enterprises', 'plant_enterprise'], code, enterprise.id);
}

export async function siteLink(
  { plant }: RegistryParts,
  db: Db,
  site: Row<'registry_sites'>,
  enterprise: Enterprise,
  code: string,
): Promise<Outcome<string>> {
  const place = plant.placeOf({ level: 'site', code });
  if (!place || place.enterprise !== enterprise.plant_enterprise || !place.districts.includes(site.district))
    return noNode('site', code, 'of the enterprise’s plant in the district of the site');
  return unlessTaken(db, ['registry_sites', 'plant_site'], code, site.id);
}

export async function workshopLink(
  { plant }: RegistryParts,
  db: Db,
  workshop: Row<'registry_workshops'>,
  enterprise: Enterprise,
  code: string,
): Promise<Outcome<string>> {
  const place = plant.placeOf({ level: 'workshop', code });
  const site = workshop.site === null ? undefined : await siteOf(db, workshop.site);
  const inSite = !site?.plant_site || place?.site === site.plant_site;
  if (
    !place ||
    place.enterprise !== enterprise.plant_enterprise ||
    !inSite ||
    !place.districts.includes(workshop.district)
  )
    return noNode('workshop', code, 'of the enterprise’s plant in the district and site of the workshop');
  return unlessTaken(db, ['registry_workshops', 'plant_workshop'], code, workshop.id);
}

/** One piece is one machine: what is listed as several of a kind is split first. */
export async function machineLink(
  { plant }: RegistryParts,
  db: Db,
  equipment: Row<'registry_equipment'>,
  workshop: Pick<Row<'registry_workshops'>, 'plant_workshop'> | undefined,
  code: string,
): Promise<Outcome<string>> {
  if (equipment.state === 'removed') return refuse('conflict', 'the equipment is off the list');
  if (equipment.quantity !== 1)
    return invalid([
      { field: 'code', reason: `only a single piece is one machine, and these are ${equipment.quantity}` },
    ]);
  const place = plant.placeOf({ level: 'machine', code });
  if (!place || !workshop?.plant_workshop || place.workshop !== workshop.plant_workshop)
    return noNode('machine', code, 'in the workshop of the plant this one is linked to');
  return unlessTaken(db, ['registry_equipment', 'plant_machine'], code, equipment.id);
}

function siteOf(db: Db, id: string) {
  return db.selectFrom('registry_sites').select('plant_site').where('id', '=', id).executeTakeFirst();
}

/** What lay in a plant that is not the enterprise's any more; how much of it there was. */
export async function dropLinksWithin(
  db: Db,
  enterprise: string,
): Promise<{ sites: number; workshops: number; equipment: number }> {
  const drop = async ([table, column]: Column) => {
    const { numUpdatedRows } = await db
      .updateTable(table as 'registry_sites')
      .set((e) => ({ [column]: null, revision: e('revision', '+', 1) }) as never)
      .where('enterprise', '=', enterprise)
      .where(column as 'plant_site', 'is not', null)
      .executeTakeFirst();
    return Number(numUpdatedRows);
  };
  return {
    sites: await drop(['registry_sites', 'plant_site']),
    workshops: await drop(['registry_workshops', 'plant_workshop']),
    equipment: await drop(['registry_equipment', 'plant_machine']),
  };
}
