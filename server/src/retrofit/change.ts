// Owns changing what is kept of a project, and what that does to its approval.
import type { Project, RouteInput } from '@takt/model/api';
import { afterAmountChange, type StageDates } from '@takt/model/retrofit';
import type { Kysely } from 'kysely';
import type { Caller } from '../platform/caller.ts';
import type { Schema } from '../platform/database/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { type AskedFields, columnsOf, kindErrors, mergedStages, readStages, writeStages } from './fields.ts';
import { type ProjectRecord, type RetrofitParts, todayOf } from './parts.ts';
import { type AskedScope, scopeErrors, writeScopes } from './scope.ts';
import { type Change, writeAndRead } from './write.ts';

type Asked = RouteInput<'projects.change'>['body'];

export function changeProject(
  parts: RetrofitParts,
  caller: Caller,
  id: string,
  { revision, ...asked }: Asked,
): Promise<Outcome<Project>> {
  return writeAndRead(parts, caller, { id, revision }, async ({ transaction, project }) => {
    const before = await stateOf(transaction, project);
    const current = (project.stage === 'stopped' ? project.stopped_in : project.stage) as StageDates['stage'];
    const { stages, errors } = mergedStages(before.stages, asked.stages, current, todayOf(parts));
    errors.push(...kindErrors(parts, asked, project));
    const kept = new Set(before.scopes.map(({ workshop }) => workshop));
    errors.push(...(await scopeErrors(transaction, project.enterprise, asked.scopes, kept)));
    if (errors.length > 0) return refuse('invalid', 'the project cannot be so', errors);
    if (asked.goLive !== project.go_live && (await isLocked(transaction, id)))
      return refuse('conflict', 'its effect plan is locked: the day it went live is not changed any more');
    await writeStages(transaction, id, stages);
    await writeScopes(transaction, id, asked.scopes);
    return done(changeOf(parts, project, before, { ...asked, stages }));
  });
}

interface State {
  stages: StageDates[];
  scopes: AskedScope[];
}

async function stateOf(db: Kysely<Schema>, { id }: ProjectRecord): Promise<State> {
  const scopes = await db.selectFrom('retrofit_scopes').selectAll().where('project', '=', id).execute();
  return { stages: await readStages(db, id), scopes: scopes.map(({ workshop, line }) => ({ workshop, line })) };
}

async function isLocked(db: Kysely<Schema>, project: string): Promise<boolean> {
  const plan = await db
    .selectFrom('effect_plans')
    .select('locked_at')
    .where('project', '=', project)
    .executeTakeFirst();
  return plan !== undefined && plan.locked_at !== null;
}

function changeOf(
  { terms }: RetrofitParts,
  project: ProjectRecord,
  was: State,
  asked: Omit<AskedFields, 'stages'> & State,
): Change {
  const standing = { approval: project.approval, route: project.route, plannedYuan: project.planned_yuan };
  const { approval, route } = afterAmountChange(standing, asked.plannedYuan, terms.thresholdYuan);
  const again = approval !== project.approval;
  const { before, after } = differences(
    { ...fieldsOf(project), ...was, ...(again && { approval: project.approval }) },
    { ...asked, ...(again && { approval }) },
  );
  const reset = again ? { approval, route, submitted_at: null, approved_at: null } : {};
  const details = { before, after, ...(again && { reason: 'amount' }) };
  return {
    set: { ...columnsOf({ ...asked, stages: [] }), ...reset },
    happenings: [{ kind: 'changed', action: 'projects.change', details }],
  };
}

function fieldsOf(project: ProjectRecord) {
  const { name, type, description, supplier } = project;
  return {
    name,
    type,
    description,
    supplier,
    plannedYuan: project.planned_yuan,
    paidYuan: project.paid_yuan,
    funding: JSON.parse(project.funding) as unknown,
    responsible: JSON.parse(project.responsible) as unknown,
    goLive: project.go_live,
  };
}

/** Only what is another one than before. */
function differences(was: Record<string, unknown>, is: Record<string, unknown>) {
  const changed = Object.keys(is).filter((key) => sorted(was[key]) !== sorted(is[key]));
  const only = (state: Record<string, unknown>) => Object.fromEntries(changed.map((key) => [key, state[key] ?? null]));
  return { before: only(was), after: only(is) };
}

/** Lists of scopes and stages are without order. */
function sorted(value: unknown): string {
  return Array.isArray(value) ? JSON.stringify(value.map((one) => JSON.stringify(one)).sort()) : JSON.stringify(value);
}
