// Owns the list of enterprises: filtered, sorted and paged in the database, with how much there is of each.
import type { EnterpriseRow, RouteAnswer, RouteInput } from '@takt/model/api';
import { bareName, foldUscc, nameKey } from '@takt/model/registry';
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { BureauSight } from '../../plant/bureau-sight.ts';
import type { Caller } from '../../platform/caller.ts';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Row, Schema } from '../../platform/database/index.ts';
import type { RegistryParts } from '../parts.ts';
import { inSight, sightOf } from '../sight.ts';
import { enterpriseView } from '../views.ts';
import type { Db } from '../write.ts';

type Asked = RouteInput<'registry.list'>['query'];
export type EnterpriseFilter = Omit<Asked, 'sort' | 'limit' | 'offset'>;
type Builder = ExpressionBuilder<Schema, 'registry_enterprises'>;

const never = sql<SqlBool>`1 = 0`;

export async function listEnterprises(
  parts: RegistryParts,
  caller: Caller,
  query: Asked,
): Promise<RouteAnswer<'registry.list'>> {
  const { db, plant } = parts;
  const sight = sightOf(parts, caller, 'registry.read');
  const where = (e: Builder) => e.and(conditions(parts, e, sight, query));
  const { total } = await db
    .selectFrom('registry_enterprises')
    .select((e) => e.fn.countAll<number | string>().as('total'))
    .where(where)
    .executeTakeFirstOrThrow();
  const found = await ordered(db, query.sort).where(where).limit(query.limit).offset(query.offset).execute();
  return { rows: await withCounts(db, plant, found), total: Number(total) };
}

function conditions({ regions, terms }: RegistryParts, e: Builder, sight: BureauSight, query: EnterpriseFilter) {
  const all: Expression<SqlBool>[] = [inSight(e, sight)];
  if (query.state !== 'all') all.push(e('state', '=', query.state));
  if (query.district !== undefined) all.push(e('district', '=', regions.canonical(query.district)));
  if (query.town !== undefined) all.push(e('town', '=', query.town));
  if (query.size !== undefined) all.push(e('size_class', '=', query.size));
  if (query.origin !== undefined) all.push(e('origin', '=', query.origin));
  if (query.connected !== undefined)
    all.push(e('plant_enterprise', query.connected === 'true' ? 'is not' : 'is', null));
  if (query.chain !== undefined) all.push(e('chain', '=', terms.chains.find(query.chain)?.code ?? query.chain));
  if (query.sector !== undefined) {
    const sector = terms.sectors.find(query.sector)?.code;
    // Codes hold nothing that a pattern would read otherwise.
    all.push(sector === undefined ? never : e('sector', 'like', `${sector}%`));
  }
  if (query.q !== undefined && query.q.trim() !== '') all.push(called(e, query.q));
  return all;
}

/** Letters and digits alone are compared: nothing of what was typed is read as a pattern. */
function called(e: Builder, text: string): Expression<SqlBool> {
  const bare = bareName(text);
  if (bare === '') return never;
  const code = bareName(foldUscc(text)).toUpperCase();
  return e.or([
    e('name_key', 'like', `%${bare}%`),
    // The legal form is in no key.
    e('name_key', 'like', `%${bareName(nameKey(text))}%`),
    e('uscc', 'like', `${code}%`),
  ]);
}

const sizeOrder = sql`case size_class when 'large' then 0 when 'medium' then 1 when 'small' then 2 when 'micro' then 3 else 4 end`;

function ordered(db: Db, sort: Asked['sort']) {
  const all = db.selectFrom('registry_enterprises').selectAll();
  const byName = (query: typeof all) => query.orderBy('name_key').orderBy('id');
  switch (sort) {
    case 'name':
      return byName(all);
    case '-name':
      return all.orderBy('name_key', 'desc').orderBy('id');
    case 'recorded':
      return all.orderBy('recorded_at').orderBy('id');
    case '-recorded':
      return all.orderBy('recorded_at', 'desc').orderBy('id');
    case 'district':
      return byName(all.orderBy('district'));
    case 'sector':
      return byName(all.orderBy('sector', (order) => order.asc().nullsLast()));
    case 'size':
      return byName(all.orderBy(sizeOrder));
  }
}

/** Three questions for a page, however long it is. */
export async function withCounts(
  db: Db,
  plant: RegistryParts['plant'],
  rows: readonly Row<'registry_enterprises'>[],
): Promise<EnterpriseRow[]> {
  const ids = rows.map(({ id }) => id);
  const [workshops, projects, certificates] = await Promise.all([
    countsOf(db, 'registry_workshops', ids, ['active']),
    countsOf(db, 'retrofit_projects', ids),
    countsOf(db, 'certificates', ids, ['valid', 'warned']),
  ]);
  return rows.map((row) => ({
    ...enterpriseView(plant, row),
    workshops: workshops.get(row.id) ?? 0,
    projects: projects.get(row.id) ?? 0,
    certificates: certificates.get(row.id) ?? 0,
  }));
}

/** States are told apart in the sum: asked for, they would lead to an index of all there are in that state. */
async function countsOf(
  db: Db,
  table: 'registry_workshops' | 'retrofit_projects' | 'certificates',
  enterprises: readonly string[],
  states?: readonly string[],
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const ids of inParts(enterprises)) {
    const rows = await db
      .selectFrom(table as 'registry_workshops')
      .select('enterprise')
      .select((e) =>
        states === undefined
          ? e.fn.countAll<number | string>().as('count')
          : e.fn
              .sum<number | string>(
                e
                  .case()
                  .when('state', 'in', states as 'active'[])
                  .then(1)
                  .else(0)
                  .end(),
              )
              .as('count'),
      )
      .where('enterprise', 'in', ids)
      .groupBy('enterprise')
      .execute();
    for (const { enterprise, count } of rows) counts.set(enterprise, Number(count));
  }
  return counts;
}
