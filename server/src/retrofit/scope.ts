// Owns what of an enterprise is retrofitted: workshops of the registry, and lines of the plant in them.
import type { Project, RouteInput } from '@takt/model/api';
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';
import type { Refusal } from '../platform/outcome.ts';

export type AskedScope = RouteInput<'projects.create'>['body']['scopes'][number];

/** With the names of today; a workshop that is another enterprise's by now stays, and is marked. */
export async function scopesOf(db: Kysely<Schema>, project: string, enterprise: string): Promise<Project['scopes']> {
  const rows = await db
    .selectFrom('retrofit_scopes as s')
    .leftJoin('registry_workshops as w', 'w.id', 's.workshop')
    .leftJoin('lines as l', 'l.code', 's.line')
    .select(['s.workshop', 's.line', 'w.name', 'w.plant_workshop', 'w.enterprise', 'l.name as line_name'])
    .where('s.project', '=', project)
    .orderBy('w.name')
    .orderBy('s.workshop')
    .orderBy('s.line')
    .execute();
  return rows.map(({ workshop, line, name, plant_workshop, line_name, ...row }) => ({
    workshop,
    workshopName: name ?? workshop,
    plantWorkshop: plant_workshop,
    line,
    lineName: line_name,
    moved: row.enterprise !== null && row.enterprise !== enterprise,
  }));
}

/**
 * What of a scope cannot be. `kept`: workshops it has already; they may stay though they have gone to another enterprise since.
 */
export async function scopeErrors(
  db: Kysely<Schema>,
  enterprise: string,
  scopes: readonly AskedScope[],
  kept: ReadonlySet<string>,
): Promise<NonNullable<Refusal['errors']>> {
  if (scopes.length === 0) return [];
  const ids = scopes.map(({ workshop }) => workshop);
  const workshops = await db
    .selectFrom('registry_workshops')
    .select(['id', 'enterprise', 'plant_workshop', 'state'])
    .where('id', 'in', ids)
    .execute();
  const codes = scopes.flatMap(({ line }) => (line === '' ? [] : [line]));
  const lines =
    codes.length === 0
      ? []
      : await db.selectFrom('lines').select(['code', 'workshop']).where('code', 'in', codes).execute();
  return scopes.flatMap(({ workshop, line }, index) => {
    const known = workshops.find(({ id }) => id === workshop);
    const ours = known?.enterprise === enterprise && known.state === 'active';
    if (!known || !(ours || kept.has(workshop)))
      return [{ field: `scopes.${index}.workshop`, reason: 'is no workshop of the enterprise' }];
    if (scopes.findIndex((one) => one.workshop === workshop && one.line === line) < index)
      return [{ field: `scopes.${index}`, reason: 'is there already' }];
    if (line === '') return [];
    const inIt = lines.some((one) => one.code === line && one.workshop === known.plant_workshop);
    return inIt ? [] : [{ field: `scopes.${index}.line`, reason: 'is no line of the workshop' }];
  });
}

export async function writeScopes(
  transaction: Kysely<Schema>,
  project: string,
  scopes: readonly AskedScope[],
): Promise<void> {
  await transaction.deleteFrom('retrofit_scopes').where('project', '=', project).execute();
  if (scopes.length === 0) return;
  await transaction
    .insertInto('retrofit_scopes')
    .values(scopes.map(({ workshop, line }) => ({ project, workshop, line })))
    .execute();
}
