// Owns what may be recognised: a workshop or an enterprise of the registry.
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';

export type SubjectKind = 'workshop' | 'enterprise';

export interface Subject {
  kind: SubjectKind;
  id: string;
  name: string;
  /** Registry id; its own where it is one. */
  enterprise: string;
  enterpriseName: string;
  district: string;
  /** Codes of the plant it is connected with. */
  plantEnterprise: string | null;
  plantWorkshop: string | null;
}

const columns = ['e.name as enterpriseName', 'e.plant_enterprise as plantEnterprise'] as const;

/** Active ones, by their ids. */
export async function readSubjects(
  db: Kysely<Schema>,
  kind: SubjectKind,
  choice: { ids: readonly string[] } | { after: string; limit: number },
): Promise<Subject[]> {
  return kind === 'workshop' ? readWorkshops(db, choice) : readEnterprises(db, choice);
}

type Choice = Parameters<typeof readSubjects>[2];

async function readWorkshops(db: Kysely<Schema>, choice: Choice): Promise<Subject[]> {
  let query = db
    .selectFrom('registry_workshops as w')
    .innerJoin('registry_enterprises as e', 'e.id', 'w.enterprise')
    .select(['w.id', 'w.name', 'w.enterprise', 'w.district', 'w.plant_workshop as plantWorkshop', ...columns])
    .where('w.state', '=', 'active')
    .where('e.state', '=', 'active')
    .orderBy('w.id');
  query =
    'ids' in choice
      ? query.where('w.id', 'in', choice.ids)
      : query.where('w.id', '>', choice.after).limit(choice.limit);
  return (await query.execute()).map((row) => ({ kind: 'workshop', ...row }));
}

async function readEnterprises(db: Kysely<Schema>, choice: Choice): Promise<Subject[]> {
  let query = db
    .selectFrom('registry_enterprises as e')
    .select(['e.id', 'e.name', 'e.id as enterprise', 'e.district', ...columns])
    .where('e.state', '=', 'active')
    .orderBy('e.id');
  query =
    'ids' in choice
      ? query.where('e.id', 'in', choice.ids)
      : query.where('e.id', '>', choice.after).limit(choice.limit);
  return (await query.execute()).map((row) => ({ kind: 'enterprise', ...row, plantWorkshop: null }));
}
