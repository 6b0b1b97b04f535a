// Owns who sees and who writes which records: of a district by its bureau, of an enterprise by its own people. Others are told that
// there is none.
import type { Permission } from '@takt/model/access';
import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely';
import { sql } from 'kysely';
import { type BureauSight, bureauSightOf, mayAtRecord } from '../plant/bureau-sight.ts';
import type { Caller } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import type { RegistryParts } from './parts.ts';

export type Enterprise = Row<'registry_enterprises'>;

export interface Access {
  /** The record and what lies in it. */
  write: boolean;
  /** What the bureau does: district, credit code, links to the plant, closing, merging. */
  official: boolean;
}

/** Follows whoever was merged into another one, so many times at most. */
const mostMerges = 20;

export const noEnterprise = (id: string) => refuse('not_found', `there is no enterprise "${id}" in the registry`);

export function recordOf({ district, plant_enterprise }: Pick<Enterprise, 'district' | 'plant_enterprise'>) {
  return { district, plantEnterprise: plant_enterprise };
}

export function accessTo(caller: Caller, enterprise: Pick<Enterprise, 'district' | 'plant_enterprise'>): Access {
  const official =
    caller.mayEverywhere('registry.write') ||
    caller.may('registry.write', { level: 'district', code: enterprise.district });
  return { official, write: official || mayAtRecord(caller, 'registry.write', recordOf(enterprise)) };
}

export function sees(caller: Caller, enterprise: Pick<Enterprise, 'district' | 'plant_enterprise'>): boolean {
  return mayAtRecord(caller, 'registry.read', recordOf(enterprise));
}

export async function findEnterprise(db: Kysely<Schema>, id: string): Promise<Enterprise | undefined> {
  return db.selectFrom('registry_enterprises').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The one that is kept, for an id that may be of one that was merged. */
export async function findWinner(db: Kysely<Schema>, loser: Enterprise): Promise<Enterprise> {
  let winner = loser;
  for (let merges = 0; winner.merged_into !== null && merges < mostMerges; merges++)
    winner = (await findEnterprise(db, winner.merged_into)) ?? { ...winner, merged_into: null };
  return winner;
}

export async function seenEnterprise(db: Kysely<Schema>, caller: Caller, id: string): Promise<Outcome<Enterprise>> {
  const enterprise = await findEnterprise(db, id);
  return enterprise && sees(caller, enterprise) ? done(enterprise) : noEnterprise(id);
}

/** One the caller may write in; what they see and may not write is forbidden, what they do not see is not there. */
export async function writableEnterprise(
  db: Kysely<Schema>,
  caller: Caller,
  id: string,
  needs: keyof Access = 'write',
): Promise<Outcome<Enterprise>> {
  const enterprise = await findEnterprise(db, id);
  if (!enterprise) return noEnterprise(id);
  const access = accessTo(caller, enterprise);
  if (!access.write && !sees(caller, enterprise)) return noEnterprise(id);
  if (!access[needs]) return refuse('forbidden', needs === 'official' ? bureauOnly : 'you may not change this record');
  if (enterprise.state !== 'merged') return done(enterprise);
  const winner = await findWinner(db, enterprise);
  return refuse('conflict', `"${enterprise.name}" was merged into "${winner.name}" (${winner.id})`);
}

const bureauOnly = 'this is done by the bureau of the district';

export function sightOf(
  { regions, plant }: Pick<RegistryParts, 'regions' | 'plant'>,
  caller: Caller,
  permission: Permission,
) {
  return bureauSightOf({ regions, placeOf: plant.placeOf }, caller, permission);
}

/** Narrows a list of enterprises to those in sight. */
export function inSight(e: ExpressionBuilder<Schema, 'registry_enterprises'>, sight: BureauSight): Expression<SqlBool> {
  if (sight.districts === 'all') return sql<SqlBool>`1 = 1`;
  const either: Expression<SqlBool>[] = [];
  if (sight.districts.length > 0) either.push(e('registry_enterprises.district', 'in', sight.districts));
  if (sight.enterprises.length > 0) either.push(e('registry_enterprises.plant_enterprise', 'in', sight.enterprises));
  return either.length > 0 ? e.or(either) : sql<SqlBool>`1 = 0`;
}
