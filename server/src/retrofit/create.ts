// Owns beginning a project: of an enterprise of the registry, under a code that is its own.
import { randomUUID } from 'node:crypto';
import type { Project, RouteInput } from '@takt/model/api';
import type { Kysely } from 'kysely';
import { mayAtRecord } from '../plant/bureau-sight.ts';
import { attribution, type Caller } from '../platform/caller.ts';
import type { Row, Schema } from '../platform/database/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { columnsOf, kindErrors, mergedStages, writeStages } from './fields.ts';
import { type ProjectRecord, type RetrofitParts, todayOf } from './parts.ts';
import { scopeErrors, writeScopes } from './scope.ts';
import { readProject, tell } from './write.ts';

type Asked = RouteInput<'projects.create'>['body'];

export async function createProject(parts: RetrofitParts, caller: Caller, asked: Asked): Promise<Outcome<Project>> {
  const created = await parts.db.transaction().execute((transaction) => create(parts, transaction, caller, asked));
  return created.ok ? readProject(parts, caller, created.value) : created;
}

async function create(
  parts: RetrofitParts,
  transaction: Kysely<Schema>,
  caller: Caller,
  asked: Asked,
): Promise<Outcome<string>> {
  const enterprise = await transaction
    .selectFrom('registry_enterprises')
    .select(['id', 'district', 'plant_enterprise', 'state'])
    .where('id', '=', asked.enterprise)
    .executeTakeFirst();
  const district = parts.regions.canonical(asked.district ?? enterprise?.district ?? '');
  const plantEnterprise = enterprise?.plant_enterprise ?? null;
  if (!enterprise || !mayAtRecord(caller, 'projects.write', { district, plantEnterprise }))
    return refuse('not_found', 'there is no such enterprise of yours');
  if (enterprise.state !== 'active') return refuse('conflict', `the enterprise is ${enterprise.state}`);
  const today = todayOf(parts);
  const begun = { stage: 'diagnosis' as const, plannedFrom: null, plannedTo: null, actualFrom: today, actualTo: null };
  const { stages, errors } = mergedStages([begun], asked.stages, 'diagnosis', today);
  errors.push(...kindErrors(parts, asked));
  errors.push(...(await scopeErrors(transaction, enterprise.id, asked.scopes, new Set())));
  if (district !== enterprise.district && !(await hasWorkshopIn(transaction, enterprise.id, district)))
    errors.push({ field: 'district', reason: 'is neither the enterprise’s nor that of a workshop of it' });
  if (errors.length > 0) return refuse('invalid', 'such a project cannot begin', errors);
  const project: Omit<ProjectRecord, 'code'> = {
    id: randomUUID(),
    enterprise: enterprise.id,
    district,
    stage: 'diagnosis',
    stopped_in: null,
    stop_reason: null,
    blocked_since: null,
    blocked_reason: null,
    route: null,
    approval: 'draft',
    submitted_at: null,
    approved_at: null,
    created_at: parts.clock(),
    created_by: attribution(caller).actor,
    updated_at: parts.clock(),
    revision: 1,
    ...columnsOf(asked),
  };
  const code = await insertWithCode(transaction, project, asked.code, `${district}-${today.slice(0, 4)}-`);
  if (code === undefined)
    return refuse('conflict', 'the code is another project’s', [{ field: 'code', reason: 'is another project’s' }]);
  await writeScopes(transaction, project.id, asked.scopes);
  await writeStages(transaction, project.id, stages);
  const { name, type, plannedYuan } = asked;
  const after = { code, name, enterprise: enterprise.id, district, type, plannedYuan };
  await tell(parts, transaction, caller, { ...project, code, plantEnterprise }, [
    { kind: 'created', action: 'projects.create', details: { after } },
  ]);
  return done(project.id);
}

async function hasWorkshopIn(db: Kysely<Schema>, enterprise: string, district: string): Promise<boolean> {
  const workshop = await db
    .selectFrom('registry_workshops')
    .select('id')
    .where('enterprise', '=', enterprise)
    .where('district', '=', district)
    .where('state', '=', 'active')
    .executeTakeFirst();
  return workshop !== undefined;
}

/** So often another one may take the next number before us. */
const attempts = 20;

/** Under the code that is given, or the next of its district and year; undefined: it is taken. */
async function insertWithCode(
  transaction: Kysely<Schema>,
  project: Omit<ProjectRecord, 'code'>,
  given: string | undefined,
  prefix: string,
): Promise<string | undefined> {
  let number = given === undefined ? await lastNumber(transaction, prefix) : 0;
  for (let attempt = 0; attempt < attempts; attempt++) {
    number++;
    const row: Row<'retrofit_projects'> = { ...project, code: given ?? prefix + String(number).padStart(3, '0') };
    const inserted = await transaction
      .insertInto('retrofit_projects')
      .values(row)
      .onConflict((conflict) => conflict.column('code').doNothing())
      .executeTakeFirst();
    if (Number(inserted.numInsertedOrUpdatedRows) > 0) return row.code;
    if (given !== undefined) return undefined;
  }
  return undefined;
}

async function lastNumber(db: Kysely<Schema>, prefix: string): Promise<number> {
  const rows = await db
    .selectFrom('retrofit_projects')
    .select('code')
    // In no order of texts: databases differ in it.
    .where('code', 'like', `${prefix}%`)
    .execute();
  const numbers = rows.map(({ code }) => Number(/^\d{3,9}$/.exec(code.slice(prefix.length))?.[0] ?? 0));
  return Math.max(0, ...numbers);
}
