// Owns how a project is written: one writer after another, on the revision they saw, with its history and the audit log in the same
// transaction.
import type { Project } from '@takt/model/api';
import type { ProjectEventKind } from '@takt/model/retrofit';
import type { Kysely } from 'kysely';
import { type BureauRecord, mayAtRecord } from '../plant/bureau-sight.ts';
import { attribution, type Caller } from '../platform/caller.ts';
import type { Schema } from '../platform/database/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { findProject, projectDetail } from './detail.ts';
import type { ProjectRecord, RetrofitParts } from './parts.ts';

export const noSuchProject = () => refuse('not_found', 'there is no such project of yours');

/** One thing that happened; `details` goes into the history, before and after into the audit log too. */
export interface Happening {
  kind: ProjectEventKind;
  /** As the audit log calls it, such as `projects.stop`. */
  action: string;
  details: { before?: unknown; after?: unknown } & Record<string, unknown>;
}

export interface Change {
  set?: Partial<Omit<ProjectRecord, 'id' | 'revision' | 'updated_at'>>;
  happenings: readonly Happening[];
  /** What is said of it or added to it does not make it another one: others may go on with what they saw. */
  keepsRevision?: true;
}

export interface Writing {
  transaction: Kysely<Schema>;
  project: ProjectRecord;
}

interface Target {
  id: string;
  /** The one the caller saw; absent: whichever there is. */
  revision?: number;
  /** Whether the caller may, of whoever sees it; absent: whoever may write it. */
  may?: (record: BureauRecord, project: ProjectRecord) => boolean;
}

/** A refusal of `work` leaves everything as it was: it refuses before it writes. */
export async function writeProject(
  parts: RetrofitParts,
  caller: Caller,
  target: Target,
  work: (writing: Writing) => Promise<Outcome<Change>>,
): Promise<Outcome<undefined>> {
  const { db, clock } = parts;
  return db.transaction().execute(async (transaction) => {
    // Whoever writes the same project waits here, and then reads what was written before.
    const project = await transaction
      .updateTable('retrofit_projects')
      .set((b) => ({ revision: b.ref('revision') }))
      .where('id', '=', target.id)
      .returningAll()
      .executeTakeFirst();
    if (!project) return noSuchProject();
    const plantEnterprise = await plantEnterpriseOf(transaction, project.enterprise);
    const record = { district: project.district, plantEnterprise };
    if (!mayAtRecord(caller, 'projects.read', record)) return noSuchProject();
    if (!(target.may?.(record, project) ?? mayAtRecord(caller, 'projects.write', record)))
      return refuse('forbidden', 'the project is not yours to write');
    if (target.revision !== undefined && target.revision !== project.revision)
      return refuse('conflict', await whoWasFirst(transaction, project.id));
    const changed = await work({ transaction, project });
    if (!changed.ok) return changed;
    const { set = {}, happenings, keepsRevision } = changed.value;
    if (!keepsRevision)
      await transaction
        .updateTable('retrofit_projects')
        .set({ ...set, revision: project.revision + 1, updated_at: clock() })
        .where('id', '=', project.id)
        .execute();
    await tell(parts, transaction, caller, { ...project, plantEnterprise }, happenings);
    return done(undefined);
  });
}

/** With the project as it is afterwards. */
export async function writeAndRead(
  parts: RetrofitParts,
  caller: Caller,
  target: Target,
  work: (writing: Writing) => Promise<Outcome<Change>>,
): Promise<Outcome<Project>> {
  const written = await writeProject(parts, caller, target, work);
  return written.ok ? readProject(parts, caller, target.id) : written;
}

export async function readProject(parts: RetrofitParts, caller: Caller, id: string): Promise<Outcome<Project>> {
  const found = await findProject(parts, caller, id);
  return found ? done(await projectDetail(parts, caller, found)) : noSuchProject();
}

/** Into the history of the project and into the audit log. */
export async function tell(
  { audit, clock }: Pick<RetrofitParts, 'audit' | 'clock'>,
  transaction: Kysely<Schema>,
  caller: Caller,
  project: Pick<ProjectRecord, 'id' | 'code' | 'district'> & { plantEnterprise: string | null },
  happenings: readonly Happening[],
): Promise<void> {
  if (happenings.length === 0) return;
  const at = clock();
  const { actor } = attribution(caller);
  const events = happenings.map(({ kind, details }) => ({
    project: project.id,
    at,
    actor,
    actor_name: caller.name,
    kind,
    details: JSON.stringify(details),
  }));
  await transaction.insertInto('retrofit_events').values(events).execute();
  const { plantEnterprise, district, code } = project;
  const scope = plantEnterprise === null ? `district:${district}` : `enterprise:${plantEnterprise}`;
  const records = happenings.map(({ action, details: { before = null, after, ...rest } }) => ({
    ...attribution(caller),
    action,
    outcome: 'done' as const,
    kind: 'project',
    code,
    scope,
    before,
    after: after === undefined ? rest : { ...(after as object), ...rest },
  }));
  await audit(transaction, ...records);
}

export async function plantEnterpriseOf(db: Kysely<Schema>, enterprise: string): Promise<string | null> {
  const row = await db
    .selectFrom('registry_enterprises')
    .select('plant_enterprise')
    .where('id', '=', enterprise)
    .executeTakeFirst();
  return row?.plant_enterprise ?? null;
}

const unrevised: readonly ProjectEventKind[] = ['commented', 'comment_edited', 'document_added', 'document_removed'];

async function whoWasFirst(db: Kysely<Schema>, project: string): Promise<string> {
  const last = await db
    .selectFrom('retrofit_events')
    .selectAll()
    .where('project', '=', project)
    .where('kind', 'not in', unrevised)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!last) return 'the project was changed meanwhile';
  const did = last.kind === 'decided' ? `decided (${JSON.parse(last.details).decision})` : `changed it (${last.kind})`;
  return `${last.actor_name} ${did} at ${new Date(last.at).toISOString()}`;
}
