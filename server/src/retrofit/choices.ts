// Owns what a new project may be of: enterprises of the registry where the caller may write, and their workshops and lines.
import type { RouteAnswer } from '@takt/model/api';
import { type SqlBool, sql } from 'kysely';
import { bureauSightOf, mayAtRecord } from '../plant/bureau-sight.ts';
import type { Caller } from '../platform/caller.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import type { RetrofitParts } from './parts.ts';

const mostShown = 30;

export async function enterpriseChoices(
  { db, regions, plant }: RetrofitParts,
  caller: Caller,
  text: string | undefined,
): Promise<RouteAnswer<'projects.enterprises'>> {
  const { districts, enterprises } = bureauSightOf({ regions, placeOf: plant.placeOf }, caller, 'projects.write');
  const pattern = `%${(text ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  return db
    .selectFrom('registry_enterprises')
    .select(['id', 'name', 'uscc', 'district'])
    .where('state', '=', 'active')
    .where((b) =>
      districts === 'all'
        ? b.lit(true)
        : b.or([
            ...(districts.length > 0 ? [b('district', 'in', [...districts])] : []),
            ...(enterprises.length > 0 ? [b('plant_enterprise', 'in', [...enterprises])] : []),
          ]),
    )
    .where((b) =>
      b.or([
        sql<SqlBool>`lower(${b.ref('name')}) like lower(${pattern}) escape '\\'`,
        sql<SqlBool>`lower(${b.ref('uscc')}) like lower(${pattern}) escape '\\'`,
      ]),
    )
    .orderBy('name')
    .orderBy('id')
    .limit(mostShown)
    .execute();
}

export async function workshopChoices(
  { db }: RetrofitParts,
  caller: Caller,
  enterprise: string,
): Promise<Outcome<RouteAnswer<'projects.workshops'>>> {
  const known = await db
    .selectFrom('registry_enterprises')
    .select(['district', 'plant_enterprise'])
    .where('id', '=', enterprise)
    .executeTakeFirst();
  const workshops = await db
    .selectFrom('registry_workshops')
    .select(['id', 'name', 'district', 'plant_workshop'])
    .where('enterprise', '=', enterprise)
    .where('state', '=', 'active')
    .orderBy('name')
    .orderBy('id')
    .execute();
  // Of an enterprise with workshops elsewhere, the bureau there has projects of its own.
  const districts = [known?.district ?? '', ...workshops.map(({ district }) => district)];
  const may = districts.some((district) =>
    mayAtRecord(caller, 'projects.write', { district, plantEnterprise: known?.plant_enterprise ?? null }),
  );
  if (!known || !may) return refuse('not_found', 'there is no such enterprise of yours');
  const codes = workshops.flatMap(({ plant_workshop }) => plant_workshop ?? []);
  const lines =
    codes.length === 0
      ? []
      : await db.selectFrom('lines').selectAll().where('workshop', 'in', codes).orderBy('name').execute();
  return done(
    workshops.map(({ id, name, district, plant_workshop }) => ({
      id,
      name,
      district,
      lines: lines
        .filter((line) => line.workshop === plant_workshop)
        .map(({ code, name: said }) => ({ code, name: said })),
    })),
  );
}
