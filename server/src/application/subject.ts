// Owns what is recognised: a workshop or an enterprise of the registry as it is now, with whose it is and where it counts.
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';

export interface Subject {
  kind: 'workshop' | 'enterprise';
  id: string;
  name: string;
  enterprise: string;
  enterpriseName: string;
  uscc: string | null;
  /** Code of the enterprise of the plant; null: nobody of it has an account. */
  plantEnterprise: string | null;
  /** Code of the workshop of the plant. */
  plantWorkshop: string | null;
  district: string;
  /** False: closed, or merged into another. */
  active: boolean;
}

export async function readSubject(
  db: Kysely<Schema>,
  { kind, id }: Pick<Subject, 'kind' | 'id'>,
): Promise<Subject | undefined> {
  return kind === 'workshop' ? readWorkshop(db, id) : readEnterprise(db, id);
}

async function readWorkshop(db: Kysely<Schema>, id: string): Promise<Subject | undefined> {
  const row = await db
    .selectFrom('registry_workshops as w')
    .innerJoin('registry_enterprises as e', 'e.id', 'w.enterprise')
    .select(['w.name', 'w.enterprise', 'w.district', 'w.state', 'w.plant_workshop'])
    .select(['e.name as enterprise_name', 'e.uscc', 'e.plant_enterprise', 'e.state as enterprise_state'])
    .where('w.id', '=', id)
    .executeTakeFirst();
  return (
    row && {
      kind: 'workshop',
      id,
      name: row.name,
      enterprise: row.enterprise,
      enterpriseName: row.enterprise_name,
      uscc: row.uscc,
      plantEnterprise: row.plant_enterprise,
      plantWorkshop: row.plant_workshop,
      district: row.district,
      active: row.state === 'active' && row.enterprise_state === 'active',
    }
  );
}

async function readEnterprise(db: Kysely<Schema>, id: string): Promise<Subject | undefined> {
  const row = await db.selectFrom('registry_enterprises').selectAll().where('id', '=', id).executeTakeFirst();
  return (
    row && {
      kind: 'enterprise',
      id,
      name: row.name,
      enterprise: id,
      enterpriseName: row.name,
      uscc: row.uscc,
      plantEnterprise: row.plant_enterprise,
      plantWorkshop: null,
      district: row.district,
      active: row.state === 'active',
    }
  );
}
