// Owns counting the registry for cockpits: enterprises and workshops, those connected, by district and by sector.
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';

export interface EnterpriseCount {
  district: string;
  /** Division of GB/T 4754, such as `C36`; null: not said. */
  sector: string | null;
  enterprises: number;
  connected: number;
}

export interface WorkshopCount {
  district: string;
  workshops: number;
  connected: number;
}

export async function countEnterprises(db: Kysely<Schema>): Promise<EnterpriseCount[]> {
  const rows = await db
    .selectFrom('registry_enterprises')
    .select((e) => [
      'district',
      'sector',
      e.fn.countAll<number>().as('enterprises'),
      e.fn.count<number>('plant_enterprise').as('connected'),
    ])
    .where('state', '=', 'active')
    .groupBy(['district', 'sector'])
    .execute();
  return rows.map(({ district, sector, enterprises, connected }) => ({
    district,
    sector: divisionOf(sector),
    enterprises: Number(enterprises),
    connected: Number(connected),
  }));
}

export async function countWorkshops(db: Kysely<Schema>): Promise<WorkshopCount[]> {
  const rows = await db
    .selectFrom('registry_workshops')
    .select((e) => [
      'district',
      e.fn.countAll<number>().as('workshops'),
      e.fn.count<number>('plant_workshop').as('connected'),
    ])
    .where('state', '=', 'active')
    .groupBy('district')
    .execute();
  return rows.map(({ district, workshops, connected }) => ({
    district,
    workshops: Number(workshops),
    connected: Number(connected),
  }));
}

/** Letter of the section and two digits. */
export function divisionOf(sector: string | null): string | null {
  return sector === null ? null : sector.slice(0, 3);
}
