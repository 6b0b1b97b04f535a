// Owns finding the project an effect is of: what is not the caller's is not there.
import type { Permission } from '@takt/model/access';
import type { Kysely } from 'kysely';
import { mayAtRecord } from '../plant/bureau-sight.ts';
import type { Caller } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { type EffectParts, todayOf } from './parts.ts';

export interface ProjectRecord
  extends Pick<Row<'retrofit_projects'>, 'id' | 'code' | 'name' | 'enterprise' | 'district' | 'go_live'> {
  /** Code of the enterprise of the plant whose project it is; null: it is not connected. */
  plant_enterprise: string | null;
}

export function projectRecords(db: Kysely<Schema>) {
  return db
    .selectFrom('retrofit_projects as p')
    .leftJoin('registry_enterprises as e', 'e.id', 'p.enterprise')
    .select(['p.id', 'p.code', 'p.name', 'p.enterprise', 'p.district', 'p.go_live', 'e.plant_enterprise']);
}

/** With every permission named, at the project; the first decides whether it is there at all. */
export async function findRecord(
  { db }: Pick<EffectParts, 'db'>,
  caller: Caller,
  id: string,
  ...permissions: readonly Permission[]
): Promise<Outcome<ProjectRecord>> {
  const record = await projectRecords(db).where('p.id', '=', id).executeTakeFirst();
  const may = (permission: Permission) => record && mayAtRecord(caller, permission, placeOfRecord(record));
  return record && permissions.every(may) ? done(record) : refuse('not_found', 'there is no such project');
}

export function placeOfRecord({ district, plant_enterprise }: ProjectRecord) {
  return { district, plantEnterprise: plant_enterprise };
}

/** Node its entries in the audit log belong to. */
export function auditScopeOf({ district, plant_enterprise }: ProjectRecord): string {
  return plant_enterprise === null ? `district:${district}` : `enterprise:${plant_enterprise}`;
}

export function isLive(parts: Pick<EffectParts, 'regions' | 'clock'>, { go_live }: ProjectRecord): boolean {
  return go_live !== null && go_live <= todayOf(parts);
}
